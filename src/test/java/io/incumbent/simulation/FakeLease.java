package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redis as the lease's script sees it: one key that expires, one that keeps the highest term, one the last released bid. */
final class FakeLease {

    private final Ticker clock;
    private final PlantedBug bug;
    private Keys keys = Keys.NONE;
    private Keys past = Keys.NONE;
    private long stamps;

    FakeLease(Ticker clock, PlantedBug bug) {
        this.clock = clock;
        this.bug = bug;
    }

    /** The lease itself; {@code expiresAt} is null if it never ends. */
    private record Lease(
            Bid holder,
            String stamp,
            Duration ttl,
            @Nullable Long expiresAt,
            Origin origin) {

        Lease withoutExpiry() {
            return new Lease(holder, stamp, ttl, null, origin);
        }

        /** What another program wrote says no ttl: the observer's own stands in. */
        GrantStamp grant(Duration own) {
            return new GrantStamp(stamp, origin == Origin.FOREIGN ? own : ttl);
        }
    }

    /** All that Redis stores. */
    private record Keys(
            @Nullable Lease lease,
            @Nullable LeaderRecord record,
            boolean checkFails,
            @Nullable Bid left) {

        static final Keys NONE = new Keys(null, null, false, null);

        Keys lease(@Nullable Lease lease) {
            return new Keys(lease, record, checkFails, left);
        }

        Keys record(@Nullable LeaderRecord record, boolean checkFails) {
            return new Keys(lease, record, checkFails, left);
        }

        Keys left(@Nullable Bid left) {
            return new Keys(lease, record, checkFails, left);
        }
    }

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> ours, Optional<GrantStamp> observed, Duration ttl) {
        var present = present().orElse(null);
        if (present != null && !same(present.holder(), bid) && !takenOver(present, observed)) {
            return refused(present.holder(), ttl);
        }
        if (bid.equals(keys.left()) && bug != PlantedBug.RENEWAL_RETAKES_AFTER_RELEASE) {
            return refused(bid, ttl);
        }
        if (ours.isPresent() && outranked(ours.get())) {
            return refused(bid, ttl);
        }
        keys = keys.lease(new Lease(bid, bid + " " + ++stamps, ttl, clock.nanos() + ttl.toNanos(), Origin.GROUP));
        if (ours.isPresent()) {
            keys = keys.record(ours.get(), false);
        }
        return new LeaseAnswer.Granted(highest());
    }

    /** The last comparison of a takeover by observation: nothing was granted since, and the record is impossible still. */
    private boolean takenOver(Lease present, Optional<GrantStamp> observed) {
        if (observed.isEmpty()) {
            return false;
        }
        boolean unchanged = bug == PlantedBug.OBSERVED_BY_VALUE
                ? observed.get().text().startsWith(present.holder() + " ")
                : bug == PlantedBug.OBSERVED_WITHOUT_COMPARISON
                        || observed.get().text().equals(present.stamp());
        return unchanged && impossible(present);
    }

    private boolean impossible(Lease lease) {
        return lease.origin() != Origin.GROUP || left(lease).compareTo(lease.ttl()) > 0;
    }

    private boolean outranked(LeaderRecord ours) {
        return bug != PlantedBug.TERM_FROM_POSTGRESQL_ALONE
                && bug != PlantedBug.COPY_ALWAYS_OVERWRITTEN
                && highest().above(ours.term());
    }

    /** @return whether this bid held the lease, that is, whether it became free */
    boolean release(Bid bid) {
        boolean held = holder().filter(present -> same(present, bid)).isPresent();
        keys = (held ? keys.lease(null) : keys).left(bid);
        return held;
    }

    ReadAnswer read(Duration ttl) {
        return new ReadAnswer.Read(present().map(it -> it.grant(ttl)));
    }

    Optional<LeaseHolder> found() {
        return present().map(it -> holder(it.holder(), it.origin()));
    }

    private LeaseHolder holder(Bid bid, Origin origin) {
        var known = Optional.ofNullable(keys.record()).filter(it -> it.bid().equals(bid));
        return new LeaseHolder(bid, known, origin);
    }

    Optional<Bid> holder() {
        return present().map(Lease::holder);
    }

    private Optional<Lease> present() {
        return Optional.ofNullable(keys.lease())
                .filter(it -> it.expiresAt() == null || clock.nanos() - it.expiresAt() < 0);
    }

    void loseKeys() {
        keys = Keys.NONE;
    }

    void loseHolder() {
        keys = keys.lease(null);
    }

    void loseTerm() {
        keys = keys.record(null, false);
    }

    /** Somebody sets the key by hand. */
    void setForeign() {
        keys = keys.lease(new Lease(Bid.of("by hand"), "by hand", Duration.ZERO, null, Origin.FOREIGN));
    }

    void loseExpiry() {
        present().ifPresent(lease -> keys = keys.lease(lease.withoutExpiry()));
    }

    /** The copy of the term becomes a number that no database gave. */
    void setTerm(Term garbage) {
        keys = keys.record(new LeaderRecord(new Bid("nobody", 1), garbage, "nobody", Instant.EPOCH), true);
    }

    /** A replica has what is stored now. */
    void replicate() {
        past = keys;
    }

    /** That replica takes over. */
    void failOver() {
        keys = past;
    }

    private LeaseAnswer refused(Bid by, Duration ttl) {
        return new LeaseAnswer.Refused(
                holder(by, present().map(Lease::origin).orElse(Origin.GROUP)),
                highest(),
                present().map(this::left).orElse(Duration.ZERO),
                present().map(it -> it.grant(ttl)));
    }

    private Duration left(Lease lease) {
        return lease.expiresAt() == null ? Deadline.LONGEST : Duration.ofNanos(lease.expiresAt() - clock.nanos());
    }

    private Term highest() {
        var record = keys.record();
        return record == null || (keys.checkFails() && bug != PlantedBug.COPY_WITHOUT_CHECK)
                ? Term.NONE
                : record.term();
    }

    private boolean same(Bid one, Bid other) {
        return bug == PlantedBug.LEASE_VALUE_NOT_UNIQUE ? one.instance().equals(other.instance()) : one.equals(other);
    }

    @Override
    public String toString() {
        return present().map(it -> it.stamp() + " left=" + left(it)).orElse("free") + " highest=" + highest();
    }
}
