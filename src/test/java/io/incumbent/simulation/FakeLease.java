package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.Term;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redis as the lease's script sees it: one key that expires, one that keeps the highest term, one the last released bid. */
final class FakeLease {

    private final Ticker clock;
    private final Duration ttl;
    private final PlantedBug bug;
    private @Nullable Bid holder;
    private long expiresAt;
    private @Nullable LeaderRecord record;
    private @Nullable Bid left;

    FakeLease(Ticker clock, Duration ttl, PlantedBug bug) {
        this.clock = clock;
        this.ttl = ttl;
        this.bug = bug;
    }

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> ours) {
        var present = holder().orElse(null);
        if (present != null && !same(present, bid)) {
            return refused(present);
        }
        if (bid.equals(left) && bug != PlantedBug.RENEWAL_RETAKES_AFTER_RELEASE) {
            return refused(bid);
        }
        if (ours.isPresent() && outranked(ours.get())) {
            return refused(bid);
        }
        holder = bid;
        expiresAt = clock.nanos() + ttl.toNanos();
        record = ours.orElse(record);
        return new LeaseAnswer.Granted(highest());
    }

    private boolean outranked(LeaderRecord ours) {
        return bug != PlantedBug.TERM_FROM_POSTGRESQL_ALONE && highest().above(ours.term());
    }

    /** @return whether this bid held the lease, that is, whether it became free */
    boolean release(Bid bid) {
        boolean held = holder().filter(present -> same(present, bid)).isPresent();
        if (held) {
            holder = null;
        }
        left = bid;
        return held;
    }

    Optional<Bid> holder() {
        return holder != null && clock.nanos() - expiresAt < 0 ? Optional.of(holder) : Optional.empty();
    }

    void loseKeys() {
        loseHolder();
        loseTerm();
        left = null;
    }

    void loseHolder() {
        holder = null;
    }

    void loseTerm() {
        record = null;
    }

    private LeaseAnswer refused(Bid by) {
        var known = Optional.ofNullable(record).filter(it -> it.bid().equals(by));
        var lasts = holder().isPresent() ? Duration.ofNanos(expiresAt - clock.nanos()) : Duration.ZERO;
        return new LeaseAnswer.Refused(new LeaseHolder(by, known), highest(), lasts);
    }

    private Term highest() {
        return record == null ? Term.NONE : record.term();
    }

    private boolean same(Bid one, Bid other) {
        return bug == PlantedBug.LEASE_VALUE_NOT_UNIQUE ? one.instance().equals(other.instance()) : one.equals(other);
    }

    @Override
    public String toString() {
        return holder().map(Bid::toString).orElse("free") + " highest=" + highest();
    }
}
