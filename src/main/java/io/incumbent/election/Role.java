package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.util.Optional;

/** The role of this instance in the election. Each role has only the data that is valid in it. */
public sealed interface Role {

    /** The newest bid of this instance. */
    Bid bid();

    /** When the election needs an {@link Event.Tick} at the latest; empty if it waits for nothing. */
    Optional<Deadline> wakeAt();

    /**
     * Another instance may lead.
     *
     * @param bidAt when to bid again
     * @param notBefore no release notification brings the bid forward beyond this
     * @param leader the leader that was last seen, if there was one
     */
    record Follower(Bid bid, Deadline bidAt, Deadline notBefore, Optional<KnownLeader> leader, Observations observed)
            implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(bidAt);
        }
    }

    /**
     * The leader that a refused bid has named.
     *
     * @param until when that lease ends unless it is renewed; from then on the leader is unknown
     */
    record KnownLeader(LeaderRecord record, Deadline until) {}

    /** Bids, but does not lead yet. */
    sealed interface Candidate extends Role {
        Observations observed();

        /** When to give this bid up if the current step has had no answer. */
        Deadline giveUpAt();
    }

    /**
     * Has requested the lease.
     *
     * @param leader the leader that was last seen; most bids only ask whether it still leads
     * @param notified true if a release notification came meanwhile: the lease may have become free right after the
     *     refusal
     */
    record Bidding(Bid bid, Deadline giveUpAt, Optional<KnownLeader> leader, boolean notified, Observations observed)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(giveUpAt);
        }
    }

    /** Holds the lease and claims a term; claims again at {@code askAt} if the predecessor's term ends soon. */
    record Claiming(
            Bid bid,
            Term highest,
            Deadline leaseTrust,
            Deadline giveUpAt,
            Optional<Deadline> askAt,
            Observations observed)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(askAt.map(giveUpAt::earlier).orElse(giveUpAt));
        }
    }

    /** Holds lease and term, and is storing the term beside the lease. */
    record Storing(
            Bid bid,
            LeaderRecord record,
            Deadline leaseTrust,
            Deadline termTrust,
            Deadline giveUpAt,
            Observations observed)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(giveUpAt);
        }
    }

    /** Reads its own term back until {@code readBackUntil}; reads again at {@code askAt} if it was not visible. */
    record Verifying(
            Bid bid,
            LeaderRecord record,
            Deadline leaseTrust,
            Deadline termTrust,
            Deadline readBackUntil,
            Deadline giveUpAt,
            Optional<Deadline> askAt,
            Observations observed)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(askAt.map(giveUpAt::earlier).orElse(giveUpAt));
        }

        Verifying asked() {
            return askAt(Optional.empty());
        }

        Verifying askAt(Deadline at) {
            return askAt(Optional.of(at));
        }

        private Verifying askAt(Optional<Deadline> at) {
            return new Verifying(bid, record, leaseTrust, termTrust, readBackUntil, giveUpAt, at, observed);
        }
    }

    /**
     * Leads, and may act while {@code trustedUntil} has not passed. After that it does not act but keeps renewing: if
     * both stores grant again under the same term, its leadership continues.
     *
     * @param trustedUntil the earlier of the two trusts; with {@link Timing.RedisOutage#RIDE_THROUGH} the term's alone
     * @param notBefore no answer brings the next renewal forward beyond this
     * @param unanswered which store left its newest renewal without an answer
     * @param jumpedAt when the clock last jumped; what was asked before that grants no trust
     */
    record Leader(
            Bid bid,
            LeaderRecord record,
            Deadline leaseTrust,
            Deadline termTrust,
            Deadline trustedUntil,
            Deadline renewAt,
            Deadline notBefore,
            UnansweredStores unanswered,
            Optional<Deadline> jumpedAt,
            Observations observed)
            implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(renewAt);
        }

        Leader renewed(Deadline next, Deadline earliest) {
            return with(next, earliest, unanswered, observed);
        }

        Leader renewingAt(Deadline at) {
            return with(at.later(notBefore), notBefore, unanswered, observed);
        }

        Leader unanswered(UnansweredStores stores) {
            return with(renewAt, notBefore, stores, observed);
        }

        Leader observed(Observations seen) {
            return with(renewAt, notBefore, unanswered, seen);
        }

        private Leader with(Deadline at, Deadline earliest, UnansweredStores stores, Observations seen) {
            return new Leader(bid, record, leaseTrust, termTrust, trustedUntil, at, earliest, stores, jumpedAt, seen);
        }
    }

    /** Which stores left the newest renewal without an answer. */
    record UnansweredStores(boolean redis, boolean postgresql) {
        static final UnansweredStores NONE = new UnansweredStores(false, false);

        UnansweredStores ofRedis(boolean unanswered) {
            return new UnansweredStores(unanswered, postgresql);
        }

        UnansweredStores ofPostgresql(boolean unanswered) {
            return new UnansweredStores(redis, unanswered);
        }

        boolean any() {
            return redis || postgresql;
        }
    }

    /** The steps of leaving, in their order. */
    enum LeavingStep {
        DRAINING,
        RELEASING_TERM,
        RELEASING_LEASE
    }

    /**
     * Does not lead any more, and releases what its bid holds.
     *
     * @param until when to begin the next step although this one has had no answer
     * @param stopping true if no bid follows
     */
    record Leaving(Bid bid, EndReason reason, LeavingStep step, Deadline until, boolean stopping, Observations observed)
            implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(until);
        }
    }

    /** Never bids again. */
    record Stopped(Bid bid) implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.empty();
        }
    }

    /** The leadership of another instance, if this role has seen one that cannot have expired by {@code now}. */
    default Optional<LeaderRecord> knownLeader(long now) {
        var leader =
                switch (this) {
                    case Follower follower -> follower.leader();
                    case Bidding bidding -> bidding.leader();
                    case Candidate _, Leader _, Leaving _, Stopped _ -> Optional.<KnownLeader>empty();
                };
        return leader.filter(seen -> !seen.until().passed(now)).map(KnownLeader::record);
    }

    /** The leadership that this role may act under at {@code now}, if any. Nothing else decides "do I lead?". */
    default Optional<LeaderRecord> verifiedRecord(long now) {
        return this instanceof Leader leader && !leader.trustedUntil().passed(now)
                ? Optional.of(leader.record())
                : Optional.empty();
    }
}
