package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ClaimTerm;
import io.incumbent.election.Command.ReadLease;
import io.incumbent.election.Command.ReadTerm;
import io.incumbent.election.Command.ReleaseLease;
import io.incumbent.election.Command.ReleaseTerm;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Event.LeaseReleased;
import io.incumbent.election.Event.LeaveRequested;
import io.incumbent.election.Event.ReleaseNotified;
import io.incumbent.election.Event.Tick;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an instance may believe, and for how long. Its place in the table of moves is {@link TransitionTableTest}. */
class ElectionTest {

    @Test
    void trustIsCountedFromTheQuestion() {
        var claiming = (Claiming)
                ELECTION.next(BIDDING, leaseYes(OURS, NOW, 6), after("0.9s")).role();

        assertThat(claiming.leaseTrust()).isEqualTo(in("9s"));
    }

    @Test
    void aSlowYesDoesNotLengthenTrust() {
        var slow = lead(leaseYes(OURS, after("3s"), 7), "11s");
        slow = (Leader)
                ELECTION.next(slow, termYes(OURS, after("3s")), after("11.5s")).role();

        assertThat(slow.trustedUntil()).isEqualTo(in("12s"));
        assertThat(slow.verifiedRecord(after("11.9s"))).contains(RECORD);
        assertThat(slow.verifiedRecord(after("12s"))).isEmpty();
    }

    @Test
    void anOldYesDoesNotShortenTrust() {
        var leader = lead(leaseYes(OURS, NOW - 1_000_000_000, 7), "0s");

        assertThat(leader.leaseTrust()).isEqualTo(LEADER.leaseTrust());
    }

    @Test
    void trustIsTheEarlierOfLeaseAndTerm() {
        var leaseOnly = lead(leaseYes(OURS, after("3s"), 7), "3.1s");
        var termOnly = lead(termYes(OURS, after("3s")), "3.1s");

        assertThat(leaseOnly.trustedUntil()).isEqualTo(in("9s"));
        assertThat(termOnly.trustedUntil()).isEqualTo(in("9s"));
    }

    @Test
    void whenTrustRunsOutNobodyHasToDoAnythingForItToBeOver() {
        assertThat(LEADER.verifiedRecord(after("8.999999999s"))).contains(RECORD);
        assertThat(LEADER.verifiedRecord(after("9s"))).isEmpty();
    }

    @Test
    void nobodyButALeaderBelieves() {
        for (var role :
                new Role[] {FOLLOWER, BIDDING, CLAIMING, STORING, VERIFYING, DRAINING, RELEASING_TERM, STOPPED}) {
            assertThat(role.verifiedRecord(NOW)).as(role.toString()).isEmpty();
        }
    }

    @Test
    void aFollowerThatAsksAgainStillKnowsItsLeaderUntilThatLeaseEnds() {
        var follower = new Follower(
                OLD,
                new Deadline(NOW),
                new Deadline(NOW),
                Optional.of(new Role.KnownLeader(HIGHER, in("2s"))),
                Observations.NONE);

        var bidding = ELECTION.next(follower, new Tick(), NOW).role();

        assertThat(bidding).isInstanceOf(Bidding.class);
        assertThat(bidding.knownLeader(after("1.999999999s"))).contains(HIGHER);
        assertThat(bidding.knownLeader(after("2s"))).isEmpty();
    }

    @Test
    void anErrorIsNotANo() {
        for (var error : new Event[] {leaseFailed(OURS), termFailed(OURS)}) {
            var leader = lead(error, "4s");

            assertThat(leader.verifiedRecord(after("4s"))).contains(RECORD);
            assertThat(leader.trustedUntil()).isEqualTo(LEADER.trustedUntil());
            assertThat(leader.renewAt().left(after("4s"))).isLessThanOrEqualTo(TIMING.retry());
        }
    }

    /** The term was asked for later, so it is trusted for longer. */
    @Test
    void aTermIsStoredWithinTheTrustOfTheLease() {
        var claiming = new Role.Claiming(OURS, Term.NONE, in("0.4s"), in("0.4s"), Optional.empty(), Observations.NONE);

        var step = ELECTION.next(claiming, termYes(OURS, NOW), NOW);

        assertThat(step.commands()).singleElement().isInstanceOfSatisfying(AcquireLease.class, store -> assertThat(
                        store.atMost())
                .isEqualTo(d("0.4s")));
        assertThat(((Role.Storing) step.role()).giveUpAt()).isEqualTo(in("0.4s"));
    }

    @Test
    void theSameTermLeadsOnAfterAShortOutage() {
        var out = lead(leaseFailed(OURS), "4s");
        out = (Leader) ELECTION.next(out, termFailed(OURS), after("4s")).role();
        assertThat(out.verifiedRecord(after("10s"))).isEmpty();

        var looks = ELECTION.next(out, new Tick(), after("10s"));
        assertThat(looks.commands()).hasExactlyElementsOfTypes(ReadLease.class, ReadTerm.class);
        out = (Leader)
                ELECTION.next(looks.role(), leaseRead(OURS), after("10s")).role();
        out = (Leader) ELECTION.next(out, termRead(OURS), after("10s")).role();
        assertThat(out.renewAt()).isEqualTo(Deadline.in(Timing.REFUSED_WAIT, after("10s")));
        var again = ELECTION.next(out, new Tick(), after("10.125s"));
        assertThat(again.commands()).hasExactlyElementsOfTypes(AcquireLease.class, RenewTerm.class);
        var leader = (Leader) ELECTION.next(again.role(), leaseYes(OURS, after("10.125s"), 7), after("10.125s"))
                .role();
        assertThat(leader.verifiedRecord(after("10.125s"))).isEmpty();
        leader = (Leader) ELECTION.next(leader, termYes(OURS, after("10.125s")), after("10.2s"))
                .role();

        assertThat(leader.verifiedRecord(after("10.2s"))).contains(RECORD);
    }

    @Test
    void aLeaderThatRedisCannotHearAsksPostgresqlForNoMoreTime() {
        var silent = lead(leaseFailed(OURS), "4s");

        assertThat(ELECTION.next(silent, new Tick(), after("5s")).commands())
                .hasExactlyElementsOfTypes(AcquireLease.class);
    }

    @Test
    void aLeaderThatPostgresqlCannotHearAsksRedisForNoMoreTime() {
        var silent = lead(termFailed(OURS), "4s");

        assertThat(ELECTION.next(silent, new Tick(), after("5s")).commands())
                .hasExactlyElementsOfTypes(RenewTerm.class);
    }

    @Test
    void aStoreThatAnswersAgainIsFollowedByTheOtherAtOnce() {
        var silent = lead(leaseFailed(OURS), "4s");
        silent = (Leader) ELECTION.next(silent, leaseYes(OURS, after("5s"), 7), after("5.1s"))
                .role();

        assertThat(ELECTION.next(silent, new Tick(), after("5.1s")).commands())
                .hasExactlyElementsOfTypes(AcquireLease.class, RenewTerm.class);
    }

    @Test
    void ridingThroughLeadsOnWithTheTermAlone() {
        var leader = (Leader)
                RIDING_THROUGH.next(LEADER, leaseFailed(OURS), after("4s")).role();
        var step = RIDING_THROUGH.next(leader, new Tick(), after("5s"));
        assertThat(step.commands()).hasExactlyElementsOfTypes(AcquireLease.class, RenewTerm.class);

        leader = (Leader) RIDING_THROUGH
                .next(step.role(), termYes(OURS, after("5s")), after("5.1s"))
                .role();

        assertThat(leader.leaseTrust().passed(after("13s"))).isTrue();
        assertThat(leader.verifiedRecord(after("13s"))).contains(RECORD);
        assertThat(leader.verifiedRecord(after("14s"))).isEmpty();
    }

    @Test
    void aBidderWithoutATermIsNoReasonToGiveTheLeadershipUp() {
        assertThat(lead(leaseNo(OURS), "4s").verifiedRecord(after("4s"))).contains(RECORD);
    }

    @Test
    void aHigherTermIs() {
        var step = ELECTION.next(LEADER, leaseNo(OURS, new LeaseHolder(THEIRS, Optional.of(HIGHER)), 8), after("4s"));

        assertThat(step.role()).isInstanceOfSatisfying(Role.Leaving.class, it -> assertThat(it.reason())
                .isEqualTo(EndReason.SUPERSEDED));
    }

    @Test
    void whomPostgresqlRefusesWhileRedisTrustsHimLeavesAsSplitBrain() {
        assertThat(ELECTION.next(LEADER, termNo(OURS, "5s"), after("4s")).role())
                .isInstanceOfSatisfying(
                        Role.Leaving.class, it -> assertThat(it.reason()).isEqualTo(EndReason.SPLIT_BRAIN));
    }

    @Test
    void aLeaderThatPostgresqlContradictsLeavesAsSplitBrainAndPastItsTrustAsSuperseded() {
        var contradicted = new Event.HolderMismatch(OURS, Optional.of(HIGHER));

        assertThat(ELECTION.next(LEADER, contradicted, after("4s")).role())
                .isInstanceOfSatisfying(
                        Role.Leaving.class, it -> assertThat(it.reason()).isEqualTo(EndReason.SPLIT_BRAIN));
        assertThat(ELECTION.next(LEADER, contradicted, after("9s")).role())
                .isInstanceOfSatisfying(
                        Role.Leaving.class, it -> assertThat(it.reason()).isEqualTo(EndReason.SUPERSEDED));
    }

    @Test
    void aClaimAsksForMoreThanTheHighestTermThatRedisKnows() {
        assertThat(ELECTION.next(BIDDING, leaseYes(OURS, NOW, 6), NOW).commands())
                .containsExactly(new ClaimTerm(OURS, new Term(6), Optional.empty(), Duration.ofSeconds(1)));
    }

    @Test
    void aRefusedBidIsFollowedRightAfterTheLeaseEnds() {
        var follower = (Follower) ELECTION.next(BIDDING, leaseNo(OURS), NOW).role();

        assertThat(follower.bidAt().left(NOW)).isBetween(d("2s"), d("2.01s"));
    }

    @Test
    void aNotificationIsFollowedByABidWithinTenMilliseconds() {
        var follower =
                (Follower) ELECTION.next(FOLLOWER, new ReleaseNotified(), NOW).role();

        assertThat(follower.bidAt().left(NOW)).isLessThanOrEqualTo(d("0.01s"));
        var step = ELECTION.next(follower, new Tick(), follower.bidAt().nanos());
        assertThat(step.role()).isInstanceOf(Bidding.class);
        assertThat(step.role().bid().number()).isEqualTo(OURS.number() + 1);
        assertThat(step.commands())
                .containsExactly(new AcquireLease(step.role().bid(), Optional.empty(), Optional.empty(), d("1s")));
    }

    @Test
    void aNotificationThatCrossesABidIsNotMissed() {
        var woken = ELECTION.next(BIDDING, new ReleaseNotified(), NOW).role();

        var follower = (Follower) ELECTION.next(woken, leaseNo(OURS), NOW).role();

        assertThat(follower.bidAt().left(NOW)).isBetween(Timing.NOTIFIED_WAIT, d("0.06s"));
    }

    @Test
    void whoSteppedDownLetsTheOthersBidFirstEvenIfItsOwnNotificationWakesIt() {
        var follower =
                ELECTION.next(RELEASING_LEASE, new LeaseReleased(OURS), NOW).role();
        follower =
                ELECTION.next(follower, new ReleaseNotified(), after("0.001s")).role();

        assertThat(follower)
                .isInstanceOfSatisfying(
                        Follower.class, it -> assertThat(it.bidAt().left(NOW)).isGreaterThan(TIMING.heartbeat()));
    }

    @Test
    void aLateYesToAGivenUpBidIsGivenBackAtOnceByItsOwnName() {
        assertThat(ELECTION.next(LEADER, leaseYes(OLD, NOW, 6), NOW).commands())
                .containsExactly(new ReleaseLease(OLD, d("1s")));
        assertThat(ELECTION.next(LEADER, termYes(OLD, NOW), NOW).commands())
                .containsExactly(new ReleaseTerm(OLD, EndReason.UNVERIFIED, d("1s")));
    }

    @Test
    void aVerificationAfterTheTrustThatItVerifiedOpensNothing() {
        var step = ELECTION.next(VERIFYING, seen(OURS, RECORD), after("9s"));

        assertThat(step.role()).isNotInstanceOf(Leader.class);
        assertThat(step.commands()).hasExactlyElementsOfTypes(ReleaseTerm.class);
    }

    @Test
    void aTermThatComesAfterTheLeaseIsOverIsGivenBack() {
        var step = ELECTION.next(CLAIMING, termYes(OURS, after("8.5s")), after("9s"));

        assertThat(step.commands()).containsExactly(new ReleaseTerm(OURS, EndReason.UNVERIFIED, d("1s")));
    }

    @Test
    void noCallMayTakeLongerThanTheTrustThatIsLeft() {
        var shortly = ELECTION.next(LEADER, new Tick(), after("8.8s")).commands();

        assertThat(shortly)
                .containsExactly(
                        new AcquireLease(OURS, Optional.of(RECORD), Optional.empty(), d("0.2s")),
                        new RenewTerm(OURS, RECORD.term(), d("0.2s")));
    }

    @Test
    void aLeaderAsksToLeaveOnlyOnce() {
        var leaving = ELECTION.next(LEADER, new LeaveRequested(EndReason.STEPPED_DOWN), NOW)
                .role();

        assertThat(ELECTION.next(leaving, new LeaveRequested(EndReason.STEPPED_DOWN), NOW)
                        .commands())
                .isEmpty();
    }

    @Test
    void aDeadlineOfARoleLiesBeyondTheWrapAndStillWorks() {
        assertThat(NOW).isPositive();
        assertThat(LEADER.trustedUntil()).extracting(Deadline::nanos).isEqualTo(after("9s"));
        assertThat(after("9s")).isNegative();
    }

    private static Leader lead(Event event, String at) {
        return (Leader) ELECTION.next(LEADER, event, after(at)).role();
    }
}
