package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ClaimTerm;
import io.incumbent.election.Event.ClockJumped;
import io.incumbent.election.Event.ReleaseNotified;
import io.incumbent.election.Event.Tick;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record that would keep everybody out for ever is taken over once nothing has renewed it for the holder's ttl. */
class ObservedExpiryTest {

    private static final Optional<GrantStamp> SEEN = grant(THEIRS, 1);
    private static final Optional<GrantStamp> RENEWED = grant(THEIRS, 2);

    @Test
    void aGrantThatWasSeenForItsTtlAndTheMarginIsTakenOver() {
        var follower = refused(FOLLOWER, SEEN, LeaseAnswer.NEVER, NOW);

        assertThat(bid(follower, after("10.999s")).observed()).isEmpty();
        assertThat(bid(follower, after("11s")).observed()).isEqualTo(SEEN);
    }

    @Test
    void aRenewalBeginsANewSighting() {
        var follower = refused(FOLLOWER, SEEN, LeaseAnswer.NEVER, NOW);
        follower = refused(follower, RENEWED, LeaseAnswer.NEVER, after("9s"));

        assertThat(bid(follower, after("19.999s")).observed()).isEmpty();
        assertThat(bid(follower, after("20s")).observed()).isEqualTo(RENEWED);
    }

    @Test
    void theSightingCountsFromTheAnswerAndNotFromTheQuestion() {
        var refusal = new Event.LeaseAnswered(OURS, NOW, refusal(SEEN, LeaseAnswer.NEVER));
        var follower = (Follower) ELECTION.next(BIDDING, refusal, after("0.9s")).role();

        assertThat(bid(follower, after("11.899s")).observed()).isEmpty();
        assertThat(bid(follower, after("11.9s")).observed()).isEqualTo(SEEN);
    }

    @Test
    void theNextBidComesWhenTheTakeoverIsAllowedAndNotWhenTheRecordSaysItEnds() {
        var follower = refused(FOLLOWER, SEEN, LeaseAnswer.NEVER, NOW);
        follower = refused(follower, SEEN, LeaseAnswer.NEVER, after("10.5s"));

        assertThat(follower.bidAt()).isEqualTo(in("11s"));
    }

    /** Its holder was not granted more, whatever the record says. */
    @Test
    void aLeaderThatNobodyRenewsIsKnownForItsTtlOnly() {
        var holder = new LeaseHolder(THEIRS, Optional.of(HIGHER));
        var answer = new LeaseAnswer.Refused(holder, HIGHER.term(), LeaseAnswer.NEVER, SEEN);
        var follower = (Follower) ELECTION.next(BIDDING, new Event.LeaseAnswered(OURS, NOW, answer), NOW)
                .role();

        assertThat(follower.knownLeader(after("9.999s"))).contains(HIGHER);
        assertThat(follower.knownLeader(after("10s"))).isEmpty();
    }

    @Test
    void eachStoreIsJudgedForItself() {
        var follower = refused(FOLLOWER, SEEN, LeaseAnswer.NEVER, NOW);
        var bidding = ELECTION.next(follower, new Tick(), after("11s")).role();

        var claiming = ELECTION.next(bidding, leaseYes(bidding.bid(), after("11s"), 6), after("11s"));

        assertThat(claiming.commands()).containsExactly(claim(claiming.role().bid(), Optional.empty()));
    }

    @Test
    void aTermThatWasSeenForLongEnoughIsClaimedAlthoughItsRowSaysOtherwise() {
        var follower = (Follower) ELECTION.next(FOLLOWER, termRead(OURS), NOW).role();
        var bidding = ELECTION.next(follower, new Tick(), after("11s")).role();

        var claiming = ELECTION.next(bidding, leaseYes(bidding.bid(), after("11s"), 6), after("11s"));

        assertThat(claiming.commands()).containsExactly(claim(claiming.role().bid(), grant(OURS, 1)));
    }

    @Test
    void whatARefusedClaimSawIsKeptWhileTheBidIsGivenUp() {
        Role role = ELECTION.next(CLAIMING, termNo(OURS, "3600s"), NOW).role();
        role = ELECTION.next(role, new Event.TermReleased(OURS), NOW).role();
        role = ELECTION.next(role, new Event.LeaseReleased(OURS), NOW).role();

        assertThat(role).isInstanceOfSatisfying(Follower.class, it -> assertThat(
                        it.observed().term())
                .hasValueSatisfying(seen -> assertThat(seen.stamp()).isEqualTo(SEEN.orElseThrow())));
    }

    @Test
    void aClockThatJumpedEndsEverySighting() {
        var follower = refused(FOLLOWER, SEEN, LeaseAnswer.NEVER, NOW);
        follower = (Follower)
                ELECTION.next(follower, new ClockJumped(), after("5s")).role();

        assertThat(bid(follower, after("11s")).observed()).isEmpty();
        assertThat(follower.knownLeader(after("5s"))).isEmpty();
    }

    @Test
    void aLeaderTakesALeaseBackThatAnotherProgramHasSet() {
        var refusal = new Event.LeaseAnswered(OURS, NOW, refusal(SEEN, LeaseAnswer.NEVER));
        var leader = (Leader) ELECTION.next(LEADER, refusal, NOW).role();

        assertThat(ELECTION.next(leader, new Tick(), after("11s")).commands())
                .contains(new AcquireLease(OURS, Optional.of(RECORD), SEEN, d("1s")));
    }

    @Test
    void noExpiryMakesAWaitThatOverflows() {
        var follower = refused(FOLLOWER, SEEN, Duration.ofSeconds(Long.MAX_VALUE), NOW);

        assertThat(follower.bidAt().left(NOW)).isLessThanOrEqualTo(TIMING.heartbeat());
    }

    @Test
    void aRefusedBidAlwaysWaitsAlsoIfItWasNotified() {
        var nobody = new LeaseAnswer.Refused(
                new LeaseHolder(OURS, Optional.empty()), new Term(9), Duration.ZERO, Optional.empty());
        var answer = new Event.LeaseAnswered(OURS, NOW, nobody);
        var refused = (Follower) ELECTION.next(BIDDING, answer, NOW).role();
        assertThat(refused.bidAt().left(NOW)).isGreaterThanOrEqualTo(Timing.REFUSED_WAIT);

        var notified =
                (Follower) ELECTION.next(refused, new ReleaseNotified(), NOW).role();

        assertThat(notified.bidAt().left(NOW)).isBetween(Timing.NOTIFIED_WAIT, Timing.REFUSED_WAIT);
    }

    private static LeaseAnswer refusal(Optional<GrantStamp> held, Duration left) {
        return new LeaseAnswer.Refused(new LeaseHolder(THEIRS, Optional.empty()), new Term(7), left, held);
    }

    private static Follower refused(Follower follower, Optional<GrantStamp> held, Duration left, long now) {
        var bidding = new Bidding(OURS, in("1s"), Optional.empty(), false, follower.observed());
        return (Follower) ELECTION.next(bidding, new Event.LeaseAnswered(OURS, now, refusal(held, left)), now)
                .role();
    }

    private static AcquireLease bid(Follower follower, long now) {
        return (AcquireLease)
                ELECTION.next(follower, new Tick(), now).commands().getFirst();
    }

    private static ClaimTerm claim(Bid bid, Optional<GrantStamp> observed) {
        return new ClaimTerm(bid, new Term(6), observed, d("1s"));
    }
}
