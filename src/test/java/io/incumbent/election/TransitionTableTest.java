package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ClaimTerm;
import io.incumbent.election.Command.Drain;
import io.incumbent.election.Command.ReadLease;
import io.incumbent.election.Command.ReadTerm;
import io.incumbent.election.Command.ReleaseLease;
import io.incumbent.election.Command.ReleaseTerm;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Command.Verify;
import io.incumbent.election.Event.ClockJumped;
import io.incumbent.election.Event.Drained;
import io.incumbent.election.Event.HolderMismatch;
import io.incumbent.election.Event.LeaseReleased;
import io.incumbent.election.Event.LeaveRequested;
import io.incumbent.election.Event.ReleaseNotified;
import io.incumbent.election.Event.StopRequested;
import io.incumbent.election.Event.TermReleased;
import io.incumbent.election.Event.Tick;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.Stopped;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.UnansweredStores;
import io.incumbent.election.Role.Verifying;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole table of moves: what each role does with each event, those that mean nothing to it included. */
class TransitionTableTest {

    private static final HolderMismatch MISMATCH = new HolderMismatch(OURS, Optional.of(HIGHER));

    private static final Leader LEASE_UNANSWERED = LEADER.unanswered(new UnansweredStores(true, false));
    private static final Leader TERM_UNANSWERED = LEADER.unanswered(new UnansweredStores(false, true));

    private static final LeaveRequested LEAVE = new LeaveRequested(EndReason.STEPPED_DOWN);

    record Move(Role from, Event event, long now, Class<?> to, List<Class<?>> commands, boolean ignored) {}

    private static final List<Move> MOVES = new ArrayList<>();

    static {
        follower();
        bidding();
        claiming();
        storing();
        verifying();
        leader();
        leaving();
        stopped();
    }

    private static void follower() {
        move(FOLLOWER, new Tick(), "3s", Bidding.class, AcquireLease.class);
        move(FOLLOWER, new StopRequested(), "0s", Stopped.class);
        ignores(FOLLOWER, new Tick(), LEAVE, MISMATCH, seen(OURS, RECORD), unseen(OURS));
        ignores(ASIDE, new ReleaseNotified(), new Tick());
        move(ASIDE, new Tick(), "3s", Bidding.class, AcquireLease.class);
        givesBackLateYeses(FOLLOWER, OURS);
        ignoresReceipts(FOLLOWER);
        move(FOLLOWER, new ReleaseNotified(), "0s", Follower.class);
        move(FOLLOWER, termRead(OURS), "0s", Follower.class);
        ignores(FOLLOWER, new ClockJumped(), leaseRead(OURS), termNotRead(OURS));
    }

    private static void bidding() {
        move(BIDDING, new Tick(), "1s", Leaving.class, ReleaseLease.class);
        move(BIDDING, leaseYes(OURS, NOW, 6), "0s", Claiming.class, ClaimTerm.class);
        move(BIDDING, leaseYes(OURS, NOW, 6), "9s", Leaving.class, ReleaseLease.class);
        move(BIDDING, leaseNo(OURS), "0s", Follower.class, ReadTerm.class);
        move(BIDDING, termRead(OURS), "0s", Bidding.class);
        ignores(BIDDING, leaseRead(OURS), termNotRead(OURS));
        move(BIDDING, new ReleaseNotified(), "0s", Bidding.class);
        move(BIDDING, leaseFailed(OURS), "0s", Leaving.class, ReleaseLease.class);
        ignores(BIDDING, termYes(OURS, NOW), termNo(OURS, "5s"), seen(OURS, RECORD));
        candidate(BIDDING, ReleaseLease.class);
    }

    private static void claiming() {
        move(CLAIMING, new Tick(), "1s", Leaving.class, ReleaseTerm.class);
        move(CLAIMING, termYes(OURS, NOW), "0s", Storing.class, AcquireLease.class);
        move(CLAIMING, termYes(OURS, NOW), "9s", Leaving.class, ReleaseTerm.class);
        move(CLAIMING, termNo(OURS, "5s"), "0s", Leaving.class, ReleaseTerm.class);
        move(CLAIMING, termNo(OURS, "1s"), "0s", Claiming.class);
        move(CLAIMING, termFailed(OURS), "0s", Leaving.class, ReleaseTerm.class);
        move(WAITING, new Tick(), "0.5s", Claiming.class, ClaimTerm.class);
        move(WAITING, new Tick(), "9s", Leaving.class, ReleaseTerm.class);
        ignores(WAITING, new Tick());
        ignores(CLAIMING, leaseYes(OURS, NOW, 6), leaseNo(OURS), leaseFailed(OURS), seen(OURS, RECORD));
        ignores(CLAIMING, new ReleaseNotified(), leaseRead(OURS), termRead(OURS));
        candidate(CLAIMING, ReleaseTerm.class);
    }

    private static void storing() {
        move(STORING, new Tick(), "1s", Leaving.class, ReleaseTerm.class);
        move(STORING, leaseYes(OURS, NOW, 7), "0s", Verifying.class, Verify.class);
        move(STORING, leaseNo(OURS), "0s", Leaving.class, ReleaseTerm.class);
        move(STORING, leaseFailed(OURS), "0s", Leaving.class, ReleaseTerm.class);
        ignores(STORING, leaseYes(OURS, NOW, 6), termYes(OURS, NOW), termNo(OURS, "5s"), seen(OURS, RECORD));
        ignores(STORING, new ReleaseNotified(), leaseRead(OURS), termRead(OURS));
        candidate(STORING, ReleaseTerm.class);
    }

    private static void verifying() {
        move(VERIFYING, new Tick(), "1s", Leaving.class, ReleaseTerm.class);
        move(VERIFYING, seen(OURS, RECORD), "0s", Leader.class);
        move(VERIFYING, seen(OURS, RECORD), "9s", Leaving.class, ReleaseTerm.class);
        move(VERIFYING, seen(OURS, HIGHER), "0s", Verifying.class);
        move(VERIFYING, seen(OURS, HIGHER), "0.1s", Leaving.class, ReleaseTerm.class);
        move(VERIFYING, unseen(OURS), "0s", Leaving.class, ReleaseTerm.class);
        move(UNSEEN, new Tick(), "0.01s", Verifying.class, Verify.class);
        ignores(UNSEEN, new Tick());
        ignores(VERIFYING, leaseYes(OURS, NOW, 7), leaseNo(OURS), termYes(OURS, NOW), termNo(OURS, "5s"));
        ignores(VERIFYING, new ReleaseNotified(), leaseRead(OURS), termRead(OURS));
        candidate(VERIFYING, ReleaseTerm.class);
    }

    private static void leader() {
        move(LEADER, new Tick(), "3s", Leader.class, AcquireLease.class, RenewTerm.class);
        move(LEADER, leaseYes(OURS, NOW, 7), "0s", Leader.class);
        move(LEADER, leaseNo(OURS), "0s", Leader.class);
        move(LEADER, leaseNo(OURS, new LeaseHolder(THEIRS, Optional.of(HIGHER)), 8), "0s", Leaving.class, Drain.class);
        move(LEADER, leaseFailed(OURS), "0s", Leader.class);
        move(LEADER, termYes(OURS, NOW), "0s", Leader.class);
        move(LEADER, termNo(OURS, "5s"), "0s", Leaving.class, Drain.class);
        move(LEADER, termFailed(OURS), "0s", Leader.class);
        move(LEADER, MISMATCH, "0s", Leaving.class, Drain.class);
        move(LEADER, LEAVE, "0s", Leaving.class, Drain.class);
        move(LEADER, new StopRequested(), "0s", Leaving.class, Drain.class);
        ignores(
                LEADER,
                new Tick(),
                new ReleaseNotified(),
                new HolderMismatch(OLD, Optional.of(HIGHER)),
                seen(OURS, HIGHER),
                unseen(OURS));
        ignores(LEADER, leaseYes(OURS, NOW, 6), leaseRead(OURS), termRead(OURS), leaseRead(OLD), termRead(OLD));
        move(LEADER, leaseNotRead(OURS), "0s", Leader.class);
        move(LEADER, termNotRead(OURS), "0s", Leader.class);
        move(LEADER, new ClockJumped(), "0s", Leader.class);
        move(LEASE_UNANSWERED, new Tick(), "3s", Leader.class, AcquireLease.class);
        move(LEASE_UNANSWERED, new Tick(), "9s", Leader.class, ReadLease.class);
        move(TERM_UNANSWERED, new Tick(), "9s", Leader.class, ReadTerm.class);
        move(LEASE_UNANSWERED, leaseRead(OURS), "9s", Leader.class);
        move(TERM_UNANSWERED, termRead(OURS), "9s", Leader.class);
        givesBackLateYeses(LEADER, OLD);
        ignoresReceipts(LEADER);
    }

    private static void leaving() {
        move(DRAINING, new Drained(OURS), "0s", Leaving.class, ReleaseTerm.class);
        move(DRAINING, new Tick(), "2s", Leaving.class, ReleaseTerm.class);
        move(RELEASING_TERM, new TermReleased(OURS), "0s", Leaving.class, ReleaseLease.class);
        move(RELEASING_TERM, new Tick(), "2s", Leaving.class, ReleaseLease.class);
        move(RELEASING_LEASE, new LeaseReleased(OURS), "0s", Follower.class);
        move(RELEASING_LEASE, new Tick(), "2s", Follower.class);
        move(STOPPING, new LeaseReleased(OURS), "0s", Stopped.class);
        move(STOPPING, new Tick(), "2s", Stopped.class);
        move(DRAINING, new StopRequested(), "0s", Leaving.class);
        ignores(DRAINING, new TermReleased(OURS), new LeaseReleased(OURS), new Drained(OLD));
        ignores(RELEASING_TERM, new Drained(OURS), new LeaseReleased(OURS), new TermReleased(OLD));
        ignores(RELEASING_LEASE, new Drained(OURS), new TermReleased(OURS), new LeaseReleased(OLD));
        ignores(DRAINING, leaseYes(OURS, NOW, 7), termYes(OURS, NOW));
        ignores(RELEASING_TERM, leaseYes(OURS, NOW, 7));
        move(RELEASING_TERM, termYes(OURS, NOW), "0s", Leaving.class, ReleaseTerm.class);
        move(RELEASING_LEASE, leaseYes(OURS, NOW, 7), "0s", Leaving.class, ReleaseLease.class);
        for (var leaving : List.of(DRAINING, RELEASING_TERM, RELEASING_LEASE)) {
            givesBackLateYeses(leaving, OLD);
            ignores(leaving, new ClockJumped(), leaseRead(OURS), termRead(OURS));
            ignores(leaving, new Tick(), new ReleaseNotified(), LEAVE, MISMATCH, seen(OURS, RECORD), unseen(OURS));
        }
    }

    private static void stopped() {
        ignores(STOPPED, new Tick(), new ReleaseNotified(), LEAVE, new StopRequested(), MISMATCH);
        ignores(STOPPED, seen(OURS, RECORD), unseen(OURS), leaseRead(OURS), termRead(OURS), new ClockJumped());
        givesBackLateYeses(STOPPED, OURS);
        ignoresReceipts(STOPPED);
    }

    private static void candidate(Role role, Class<?> firstRelease) {
        move(role, LEAVE, "0s", Leaving.class, firstRelease);
        move(role, new StopRequested(), "0s", Leaving.class, firstRelease);
        move(role, new ClockJumped(), "0s", Leaving.class, firstRelease);
        ignores(role, new Tick(), MISMATCH);
        givesBackLateYeses(role, OLD);
        ignoresReceipts(role);
    }

    private static void givesBackLateYeses(Role role, Bid bid) {
        move(role, leaseYes(bid, NOW, 6), "0s", role.getClass(), ReleaseLease.class);
        move(role, termYes(bid, NOW), "0s", role.getClass(), ReleaseTerm.class);
        ignores(role, leaseNo(bid), leaseFailed(bid), termNo(bid, "5s"), termFailed(bid));
    }

    private static void ignoresReceipts(Role role) {
        ignores(role, new Drained(OURS), new TermReleased(OURS), new LeaseReleased(OURS));
    }

    private static void ignores(Role role, Event... events) {
        for (var event : events) {
            MOVES.add(new Move(role, event, NOW, role.getClass(), List.of(), true));
        }
    }

    private static void move(Role from, Event event, String at, Class<?> to, Class<?>... commands) {
        MOVES.add(new Move(from, event, after(at), to, List.of(commands), false));
    }

    static Stream<Arguments> moves() {
        return MOVES.stream().map(it -> argumentSet(it.from + " on " + it.event, it));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void everyMoveIsAsInTheTable(Move move) {
        var step = ELECTION.next(move.from, move.event, move.now);

        assertThat(step.role()).isInstanceOf(move.to);
        assertThat(step.commands().stream().<Class<?>>map(Object::getClass).toList())
                .isEqualTo(move.commands);
        assertThat(step.role().bid().instance()).isEqualTo(OURS.instance());
        if (move.ignored) {
            assertThat(step.role()).isEqualTo(move.from);
        }
    }

    @Test
    void noPairOfRoleAndEventIsMissing() {
        Set<List<Class<?>>> all = new HashSet<>();
        for (var role : leaves(Role.class)) {
            for (var event : leaves(Event.class)) {
                all.add(List.of(role, event));
            }
        }

        Set<List<Class<?>>> covered = new HashSet<>();
        MOVES.forEach(it -> covered.add(List.of(it.from.getClass(), it.event.getClass())));

        assertThat(covered).isEqualTo(all).hasSizeGreaterThan(80);
    }

    private static Set<Class<?>> leaves(Class<?> sealed) {
        var found = new HashSet<Class<?>>();
        for (var permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                found.addAll(leaves(permitted));
            } else {
                found.add(permitted);
            }
        }
        return found;
    }
}
