package io.incumbent.election;

import java.util.Optional;

/** The result of comparing the holders that the two stores name. */
public sealed interface HolderComparison {

    /** Nothing explains the difference but that one of the two stores is wrong, or late. */
    sealed interface Contradiction extends HolderComparison {}

    /** Both name the same holder, or neither names one. */
    record Agree() implements HolderComparison {}

    /** Redis names a bidder that has no term yet: an election is in progress, and PostgreSQL will decide it. */
    record ElectionUnderWay(Bid bid) implements HolderComparison {}

    /** The lease belongs to a service with another database, so there is nothing to compare. */
    record OtherDatabase(LeaseHolder redis) implements HolderComparison {}

    /** The two name different holders. */
    record Different(LeaseHolder redis, LeaderRecord postgres) implements Contradiction {}

    /** The lease is held under a term that PostgreSQL does not know of. */
    record OnlyRedis(LeaseHolder redis) implements Contradiction {}

    /** The term is held, the lease is not. */
    record OnlyPostgres(LeaderRecord postgres) implements Contradiction {}

    static HolderComparison compare(Optional<LeaseHolder> redis, Optional<LeaderRecord> postgres) {
        if (redis.isEmpty()) {
            return postgres.<HolderComparison>map(OnlyPostgres::new).orElseGet(Agree::new);
        }
        var holder = redis.get();
        if (holder.origin() == LeaseHolder.Origin.OTHER_DATABASE) {
            return new OtherDatabase(holder);
        }
        if (postgres.isEmpty()) {
            return holder.record().isPresent() ? new OnlyRedis(holder) : new ElectionUnderWay(holder.bid());
        }
        var record = postgres.get();
        if (holder.bid().equals(record.bid())) {
            return new Agree();
        }
        return new Different(holder, record);
    }

    /** False if the stores agree, or if an election in progress or another service explains the difference. */
    default boolean isContradiction() {
        return this instanceof Contradiction;
    }

    /** True if PostgreSQL, which decides, does not have {@code record} as the present leadership. */
    static boolean contradicts(LeaderRecord record, Optional<LeaderRecord> postgres) {
        return !postgres.equals(Optional.of(record));
    }
}
