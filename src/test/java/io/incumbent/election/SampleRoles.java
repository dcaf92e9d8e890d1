package io.incumbent.election;

import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.LeavingStep;
import io.incumbent.election.Role.Stopped;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.UnansweredStores;
import io.incumbent.election.Role.Verifying;
import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/** One of each, as they stand at {@link #NOW} with a ttl of 10 s, which is easy to count with and not the default. */
final class SampleRoles {

    static final Timing TIMING = timing(RedisOutage.STEP_DOWN);
    static final Election ELECTION = new Election(TIMING, new SplittableRandom(1));
    static final Election RIDING_THROUGH = new Election(timing(RedisOutage.RIDE_THROUGH), new SplittableRandom(1));

    /** Just before the clock wraps, so that every deadline here lies beyond. */
    static final long NOW = new TestTicker().nanos();

    static final Bid OLD = new Bid("ours", 2);
    static final Bid OURS = new Bid("ours", 3);
    static final Bid THEIRS = new Bid("theirs", 9);
    static final LeaderRecord RECORD = record(OURS, 7);
    static final LeaderRecord HIGHER = record(THEIRS, 8);

    static final Follower FOLLOWER =
            new Follower(OURS, in("3s"), new Deadline(NOW), Optional.empty(), Observations.NONE);
    static final Follower ASIDE = new Follower(OURS, in("3s"), in("3s"), Optional.empty(), Observations.NONE);
    static final Bidding BIDDING = new Bidding(OURS, in("1s"), Optional.empty(), false, Observations.NONE);
    static final Claiming CLAIMING =
            new Claiming(OURS, new Term(6), in("9s"), in("1s"), Optional.empty(), Observations.NONE);
    static final Claiming WAITING =
            new Claiming(OURS, new Term(6), in("9s"), in("9s"), Optional.of(in("0.5s")), Observations.NONE);
    static final Storing STORING = new Storing(OURS, RECORD, in("9s"), in("9s"), in("1s"), Observations.NONE);
    static final Verifying VERIFYING =
            new Verifying(OURS, RECORD, in("9s"), in("9s"), in("0.1s"), in("1s"), Optional.empty(), Observations.NONE);
    static final Verifying UNSEEN = VERIFYING.askAt(in("0.01s"));
    static final Leader LEADER = new Leader(
            OURS,
            RECORD,
            in("9s"),
            in("9s"),
            in("9s"),
            in("3s"),
            new Deadline(NOW),
            UnansweredStores.NONE,
            Optional.empty(),
            Observations.NONE);
    static final Leaving DRAINING = leaving(LeavingStep.DRAINING, false);
    static final Leaving RELEASING_TERM = leaving(LeavingStep.RELEASING_TERM, false);
    static final Leaving RELEASING_LEASE = leaving(LeavingStep.RELEASING_LEASE, false);
    static final Leaving STOPPING = leaving(LeavingStep.RELEASING_LEASE, true);
    static final Stopped STOPPED = new Stopped(OURS);

    private SampleRoles() {}

    static Timing timing(RedisOutage outage) {
        return new Timing(d("10s"), d("3s"), d("1s"), d("1s"), d("2s"), outage);
    }

    static Duration d(String seconds) {
        return Duration.parse("PT" + seconds);
    }

    static Deadline in(String wait) {
        return Deadline.in(d(wait), NOW);
    }

    static long after(String wait) {
        return NOW + d(wait).toNanos();
    }

    static LeaderRecord record(Bid bid, long term) {
        return new LeaderRecord(bid, new Term(term), "host-" + bid.instance(), Instant.EPOCH);
    }

    static Event leaseYes(Bid bid, long askedAt, long highest) {
        return new Event.LeaseAnswered(bid, askedAt, new LeaseAnswer.Granted(new Term(highest)));
    }

    /** No, since a bidder without a term holds it. */
    static Event leaseNo(Bid bid) {
        return leaseNo(bid, new LeaseHolder(THEIRS, Optional.empty()), 7);
    }

    static Event leaseNo(Bid bid, LeaseHolder holder, long highest) {
        return new Event.LeaseAnswered(
                bid, NOW, new LeaseAnswer.Refused(holder, new Term(highest), d("2s"), grant(holder.bid(), 1)));
    }

    /** The grant of that number to a bid, for ten seconds. */
    static Optional<GrantStamp> grant(Bid bid, int number) {
        return Optional.of(new GrantStamp(bid + " " + number, d("10s")));
    }

    static Event leaseRead(Bid bid) {
        return new Event.LeaseRead(bid, new ReadAnswer.Read(grant(OURS, 1)));
    }

    static Event termRead(Bid bid) {
        return new Event.TermRead(bid, new ReadAnswer.Read(grant(OURS, 1)));
    }

    static Event leaseNotRead(Bid bid) {
        return new Event.LeaseRead(bid, new ReadAnswer.Failed());
    }

    static Event termNotRead(Bid bid) {
        return new Event.TermRead(bid, new ReadAnswer.Failed());
    }

    static Event leaseFailed(Bid bid) {
        return new Event.LeaseAnswered(bid, NOW, new LeaseAnswer.Failed());
    }

    static Event termYes(Bid bid, long askedAt) {
        return new Event.TermAnswered(bid, askedAt, new TermAnswer.Granted(record(bid, 7)));
    }

    static Event termNo(Bid bid, String left) {
        return new Event.TermAnswered(bid, NOW, new TermAnswer.Refused(Optional.of(HIGHER), d(left), grant(THEIRS, 1)));
    }

    static Event termFailed(Bid bid) {
        return new Event.TermAnswered(bid, NOW, new TermAnswer.Failed());
    }

    static Event seen(Bid bid, LeaderRecord holder) {
        return new Event.Verified(bid, new VerifyAnswer.Seen(Optional.of(holder)));
    }

    static Event unseen(Bid bid) {
        return new Event.Verified(bid, new VerifyAnswer.Failed());
    }

    private static Leaving leaving(LeavingStep step, boolean stopping) {
        return new Leaving(OURS, EndReason.STEPPED_DOWN, step, in("2s"), stopping, Observations.NONE);
    }
}
