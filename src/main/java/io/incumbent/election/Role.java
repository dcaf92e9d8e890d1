package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.util.Optional;

/** What this instance believes about its own office. A role carries only what is true in it. */
public sealed interface Role {

    /** The newest bid of this instance. */
    Bid bid();

    /** When the core wants to hear an {@link Event.Tick} at the latest; empty if it waits for nothing. */
    Optional<Deadline> wakeAt();

    /**
     * Somebody else may lead.
     *
     * @param bidAt when to bid again
     * @param leader the leader as last heard of, if there was one
     * @param backsOff true after giving a bid up: others go first, and no notice hurries us, least of all our own
     */
    record Follower(Bid bid, Deadline bidAt, Optional<KnownLeader> leader, boolean backsOff) implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(bidAt);
        }
    }

    /**
     * Somebody else was seen to lead.
     *
     * @param until when that lease ends if nobody renewed it; from then on who leads is unknown
     */
    record KnownLeader(LeaderRecord record, Deadline until) {}

    /** On the way to the office. Believes nothing yet. */
    sealed interface Candidate extends Role {
        /** When to give this bid up if the step that is under way has had no answer. */
        Deadline giveUpAt();
    }

    /**
     * Has asked for the lease.
     *
     * @param leader the leader as last heard of; most bids only ask whether it still leads
     * @param notified true if a notice came meanwhile: the lease may have become free just after we were refused
     */
    record Bidding(Bid bid, Deadline giveUpAt, Optional<KnownLeader> leader, boolean notified) implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(giveUpAt);
        }
    }

    /** Holds the lease and has asked for a term; asks once more at {@code askAt} if its predecessor's was about to end. */
    record Claiming(Bid bid, Term highest, Deadline leaseTrust, Deadline giveUpAt, Optional<Deadline> askAt)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(askAt.map(giveUpAt::earlier).orElse(giveUpAt));
        }
    }

    /** Holds lease and term, and is storing the term beside the lease. */
    record Storing(Bid bid, LeaderRecord record, Deadline leaseTrust, Deadline termTrust, Deadline giveUpAt)
            implements Candidate {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(giveUpAt);
        }
    }

    /** Reads its own term back until {@code readBackUntil}; asks once more at {@code askAt} if it was not visible. */
    record Verifying(
            Bid bid,
            LeaderRecord record,
            Deadline leaseTrust,
            Deadline termTrust,
            Deadline readBackUntil,
            Deadline giveUpAt,
            Optional<Deadline> askAt)
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
            return new Verifying(bid, record, leaseTrust, termTrust, readBackUntil, giveUpAt, at);
        }
    }

    /**
     * Holds the office, and may act while {@code trustedUntil} has not passed. After that it acts no more but keeps
     * asking: if both stores grant again under the same term, it leads on.
     *
     * @param trustedUntil the earlier of the two trusts; with {@link Timing.RedisOutage#RIDE_THROUGH} the term's alone
     * @param unanswered which store left its newest renewal without an answer
     */
    record Leader(
            Bid bid,
            LeaderRecord record,
            Deadline leaseTrust,
            Deadline termTrust,
            Deadline trustedUntil,
            Deadline renewAt,
            UnansweredStores unanswered)
            implements Role {
        @Override
        public Optional<Deadline> wakeAt() {
            return Optional.of(renewAt);
        }
    }

    /** Which stores left the newest renewal without an answer. */
    record UnansweredStores(boolean redis, boolean postgresql) {
        static final UnansweredStores NONE = new UnansweredStores(false, false);

        UnansweredStores ofRedis(boolean silent) {
            return new UnansweredStores(silent, postgresql);
        }

        UnansweredStores ofPostgresql(boolean silent) {
            return new UnansweredStores(redis, silent);
        }
    }

    /** The steps of leaving, in the order that the promise of leaving needs. */
    enum LeavingStep {
        DRAINING,
        RELEASING_TERM,
        RELEASING_LEASE
    }

    /**
     * Believes nothing any more and gives back what its bid holds.
     *
     * @param until when to go on to the next phase although this one has had no answer
     * @param stopping true if no bid follows
     */
    record Leaving(Bid bid, EndReason reason, LeavingStep step, Deadline until, boolean stopping) implements Role {
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

    /** The office that this role has seen another hold, and that cannot have ended by {@code now} without a release. */
    default Optional<LeaderRecord> knownLeader(long now) {
        var leader =
                switch (this) {
                    case Follower follower -> follower.leader();
                    case Bidding bidding -> bidding.leader();
                    case Candidate _, Leader _, Leaving _, Stopped _ -> Optional.<KnownLeader>empty();
                };
        return leader.filter(seen -> !seen.until().passed(now)).map(KnownLeader::record);
    }

    /** The office that this role may act under at {@code now}, if any. This, and nothing else, is "do I lead?". */
    default Optional<LeaderRecord> verifiedRecord(long now) {
        return this instanceof Leader leader && !leader.trustedUntil().passed(now)
                ? Optional.of(leader.record())
                : Optional.empty();
    }
}
