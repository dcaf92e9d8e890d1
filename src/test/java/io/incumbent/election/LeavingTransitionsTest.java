package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.incumbent.election.Command.Drain;
import io.incumbent.election.Command.ReleaseLease;
import io.incumbent.election.Command.ReleaseTerm;
import io.incumbent.election.Event.Drained;
import io.incumbent.election.Event.LeaseReleased;
import io.incumbent.election.Event.LeaveRequested;
import io.incumbent.election.Event.StopRequested;
import io.incumbent.election.Event.TermReleased;
import io.incumbent.election.Event.Tick;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.Stopped;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leaving: whatever goes wrong, both releases are sent, in this order, for the bid that is left. */
class LeavingTransitionsTest {

    /** Bit by bit: does the drain answer, does the term's release, does the lease's? */
    static Stream<Arguments> answers() {
        return Stream.iterate(0, i -> i < 8, i -> i + 1)
                .map(bits -> argumentSet(
                        "drain %s, term %s, lease %s".formatted(says(bits, 1), says(bits, 2), says(bits, 4)), bits));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aLeavingLeaderDrainsThenReleasesTermThenLeaseWhateverFails(int answered) {
        var step = ELECTION.next(LEADER, new LeaveRequested(EndReason.STEPPED_DOWN), NOW);

        var sent = leave(step, answered);

        assertThat(sent)
                .containsExactly(
                        new Drain(OURS, d("2s")),
                        new ReleaseTerm(OURS, EndReason.STEPPED_DOWN, d("1s")),
                        new ReleaseLease(OURS, d("1s")));
    }

    @Test
    void whoHoldsNothingHasNothingToLeave() {
        var leavingTransitions = new LeavingTransitions(new ElectionDeadlines(TIMING, new SplittableRandom(1)));

        for (var role : new Role[] {FOLLOWER, DRAINING, STOPPED}) {
            assertThatThrownBy(() -> leavingTransitions.leave(role, EndReason.STEPPED_DOWN, false, NOW))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("holds nothing");
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whoIsToldToStopReleasesAllTheSameAndNeverStandsAgain(int answered) {
        var step = ELECTION.next(LEADER, new StopRequested(), NOW);

        var sent = leave(step, answered);

        assertThat(sent).hasExactlyElementsOfTypes(Drain.class, ReleaseTerm.class, ReleaseLease.class);
        assertThat(last).isInstanceOf(Stopped.class);
    }

    /** The two releases race in the database, and the first one writes the history. */
    @Test
    void aRenewalAnsweredWhileItsTermIsBeingReleasedIsGivenBackForTheSameReason() {
        var step = ELECTION.next(RELEASING_TERM, termYes(OURS, NOW), NOW);

        assertThat(step.role()).isEqualTo(RELEASING_TERM);
        assertThat(step.commands()).containsExactly(new ReleaseTerm(OURS, RELEASING_TERM.reason(), d("1s")));
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void aCandidateGivesBackWhateverItMayHoldUnderItsOwnBid(Role candidate, List<Class<? extends Command>> releases) {
        var sent = leave(ELECTION.next(candidate, new LeaveRequested(EndReason.STEPPED_DOWN), NOW), 7);

        assertThat(sent.stream().<Class<?>>map(Object::getClass).toList()).isEqualTo(releases);
        assertThat(sent).allSatisfy(command -> assertThat(bidOf(command)).isEqualTo(OURS));
        assertThat(last).isInstanceOf(Follower.class);
    }

    static Stream<Arguments> candidates() {
        return Stream.of(
                argumentSet("bidding", BIDDING, List.of(ReleaseLease.class)),
                argumentSet("claiming", CLAIMING, List.of(ReleaseTerm.class, ReleaseLease.class)),
                argumentSet("storing", STORING, List.of(ReleaseTerm.class, ReleaseLease.class)),
                argumentSet("verifying", VERIFYING, List.of(ReleaseTerm.class, ReleaseLease.class)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void nobodyWhoLeavesBelieves(int answered) {
        leave(ELECTION.next(LEADER, new LeaveRequested(EndReason.STEPPED_DOWN), NOW), answered);

        assertThat(passed)
                .allSatisfy(role -> assertThat(role.verifiedRecord(NOW)).isEmpty());
    }

    private final List<Role> passed = new ArrayList<>();
    private Role last = LEADER;

    /** Answers each step, or lets its time pass, until nothing is being left any more. */
    private List<Command> leave(Step first, int answered) {
        var sent = new ArrayList<>(first.commands());
        var step = first;
        long now = NOW;
        while (step.role() instanceof Leaving leaving) {
            passed.add(leaving);
            var answer =
                    switch (leaving.step()) {
                        case DRAINING -> (answered & 1) != 0 ? new Drained(OURS) : new Tick();
                        case RELEASING_TERM -> (answered & 2) != 0 ? new TermReleased(OURS) : new Tick();
                        case RELEASING_LEASE -> (answered & 4) != 0 ? new LeaseReleased(OURS) : new Tick();
                    };
            if (answer instanceof Tick) {
                now = leaving.until().nanos();
            }
            step = ELECTION.next(leaving, answer, now);
            sent.addAll(step.commands());
        }
        last = step.role();
        return sent;
    }

    private static Bid bidOf(Command command) {
        return switch (command) {
            case Command.AcquireLease it -> it.bid();
            case Command.ClaimTerm it -> it.bid();
            case Command.RenewTerm it -> it.bid();
            case Command.Verify it -> it.bid();
            case Command.ReadLease it -> it.bid();
            case Command.ReadTerm it -> it.bid();
            case Drain it -> it.bid();
            case ReleaseTerm it -> it.bid();
            case ReleaseLease it -> it.bid();
        };
    }

    private static String says(int bits, int bit) {
        return (bits & bit) != 0 ? "answers" : "is silent";
    }
}
