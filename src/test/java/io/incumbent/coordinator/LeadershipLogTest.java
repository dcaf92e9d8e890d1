package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Observations;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.time.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeadershipLogTest {

    private static final Bid OURS = new Bid("ours", 1);
    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(9),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Timing.RedisOutage.STEP_DOWN);
    private static final Optional<GrantStamp> HELD = Optional.of(new GrantStamp("theirs/1 9 a", TIMING.ttl()));
    private static final Observations SEEN = Observations.NONE;
    private static final Deadline LATER = new Deadline(1);
    private static final LeaderRecord THEIRS =
            new LeaderRecord(new Bid("theirs", 1), new Term(9), "host", Instant.EPOCH);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SplitBrainLog splitBrains = new SplitBrainLog(meters);
    private final LeadershipLog log = new LeadershipLog(
            TestConfig.of(LeadershipLogConfig.class, Map.of()),
            splitBrains,
            new ImpossibleRecordLog("orders", TIMING, System::nanoTime),
            meters);

    /** As in each failover after which the term lasts a beat longer than the lease. */
    @Test
    void aClaimThatIsRefusedIsNoSplitBrain() {
        refused(Optional.of(THEIRS));
        refused(Optional.empty());

        assertThat(splitBrains.count()).isZero();
    }

    @Test
    void aLeaderThatIsToldOfAnotherHolderIsASplitBrain() {
        endedBy(new Event.HolderMismatch(OURS, Optional.of(THEIRS)));
        endedBy(new Event.TermAnswered(
                OURS, 0, new TermAnswer.Refused(Optional.of(THEIRS), Duration.ofSeconds(5), HELD)));

        assertThat(splitBrains.count()).isEqualTo(2);
    }

    private void endedBy(Event event) {
        var record = new LeaderRecord(OURS, new Term(8), "host", Instant.EPOCH);
        var leader = new Role.Leader(
                OURS,
                record,
                LATER,
                LATER,
                LATER,
                LATER,
                LATER,
                new Role.UnansweredStores(false, false),
                Optional.empty(),
                SEEN);
        log.turned(
                leader,
                event,
                new Step(
                        new Role.Leaving(OURS, EndReason.SPLIT_BRAIN, Role.LeavingStep.DRAINING, LATER, false, SEEN),
                        List.of()),
                0);
    }

    /** The wall clock of the database was wrong: that it names another than Redis is no wonder, and is said otherwise. */
    @Test
    void aClaimThatIsRefusedByARecordThatLastsTooLongIsNone() {
        refused(Optional.of(THEIRS), Duration.ofHours(1));

        assertThat(splitBrains.count()).isZero();
    }

    private void refused(Optional<LeaderRecord> holder) {
        refused(holder, Duration.ofSeconds(5));
    }

    private void refused(Optional<LeaderRecord> holder, Duration left) {
        log.turned(
                new Role.Claiming(OURS, Term.NONE, LATER, LATER, Optional.empty(), SEEN),
                new Event.TermAnswered(OURS, 0, new TermAnswer.Refused(holder, left, HELD)),
                new Step(
                        new Role.Leaving(
                                OURS, EndReason.UNVERIFIED, Role.LeavingStep.RELEASING_TERM, LATER, false, SEEN),
                        List.of()),
                0);
    }

    @Test
    void aTermThatIsReadBackAsAnothersOrNotAtAllIsAnErrorAndCountedByItsCause() {
        var record = new LeaderRecord(OURS, new Term(8), "host", Instant.EPOCH);
        var storing = new Role.Storing(OURS, record, LATER, LATER, LATER, SEEN);
        var verifying = new Role.Verifying(OURS, record, LATER, LATER, LATER, LATER, Optional.empty(), SEEN);
        var claiming = new Role.Claiming(OURS, Term.NONE, LATER, LATER, Optional.empty(), SEEN);
        try (var lines = new LogCapture(UnverifiedTermLog.class)) {
            log.turned(claiming, new Event.Tick(), new Step(storing, List.of()), 0);
            givesUp(verifying, new Event.Verified(OURS, new VerifyAnswer.Seen(Optional.of(THEIRS))), 30_000_000);
            givesUp(verifying, new Event.Verified(OURS, new VerifyAnswer.Seen(Optional.empty())), 30_000_000);
            givesUp(verifying, new Event.Verified(OURS, new VerifyAnswer.Failed()), 30_000_000);
            givesUp(verifying, new Event.Tick(), 900_000_000);
            givesUp(storing, new Event.LeaseAnswered(OURS, 0, new LeaseAnswer.Failed()), 0);
            givesUp(verifying, new Event.ClockJumped(), 0);
            givesUp(claiming, new Event.Tick(), 0);

            assertThat(lines.lines())
                    .hasSize(6)
                    .startsWith(
                            "ERROR <<<<< leadership not verified term=8 cause=other expected=ours/1@8 found=theirs/1@9"
                                    + " afterMs=30",
                            "ERROR <<<<< leadership not verified term=8 cause=nobody expected=ours/1@8 found=nobody"
                                    + " afterMs=30",
                            "ERROR <<<<< leadership not verified term=8 cause=no_answer expected=ours/1@8 found=none"
                                    + " afterMs=30",
                            "ERROR <<<<< leadership not verified term=8 cause=no_answer expected=ours/1@8 found=none"
                                    + " afterMs=900");
        }
        assertThat(unverified("other")).isEqualTo(1);
        assertThat(unverified("nobody")).isEqualTo(1);
        assertThat(unverified("no_answer")).isEqualTo(2);
        assertThat(unverified("lease")).isEqualTo(1);
        assertThat(unverified("clock")).isEqualTo(1);
    }

    @Test
    void whoIsStoppedWhileItVerifiesHasNotFailed() {
        var record = new LeaderRecord(OURS, new Term(8), "host", Instant.EPOCH);
        var leaving = new Role.Leaving(OURS, EndReason.SHUTDOWN, Role.LeavingStep.RELEASING_TERM, LATER, true, SEEN);
        try (var lines = new LogCapture(UnverifiedTermLog.class)) {
            log.turned(
                    new Role.Verifying(OURS, record, LATER, LATER, LATER, LATER, Optional.empty(), SEEN),
                    new Event.StopRequested(),
                    new Step(leaving, List.of()),
                    0);

            assertThat(lines.lines()).isEmpty();
        }
    }

    private void givesUp(Role candidate, Event event, long now) {
        var leaving = new Role.Leaving(OURS, EndReason.UNVERIFIED, Role.LeavingStep.RELEASING_TERM, LATER, false, SEEN);
        log.turned(candidate, event, new Step(leaving, List.of()), now);
    }

    private double unverified(String cause) {
        return meters.get("incumbent.leadership.unverified")
                .tag("cause", cause)
                .counter()
                .count();
    }
}
