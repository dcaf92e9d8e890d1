package io.incumbent.election;

import java.util.Optional;

/** What comparing the two stores' holders shows. */
public sealed interface HolderComparison {

    /** Both name the same, or neither names anybody. */
    record Agree() implements HolderComparison {}

    /** Redis has a bidder who has no term yet: an election is under way, and PostgreSQL will decide it. */
    record ElectionUnderWay(Bid bid) implements HolderComparison {}

    /** Each names another. */
    record Different(LeaseHolder redis, LeaderRecord postgres) implements HolderComparison {}

    /** The lease is held under a term that PostgreSQL does not know of. */
    record OnlyRedis(LeaseHolder redis) implements HolderComparison {}

    /** The term is held, the lease is not. */
    record OnlyPostgres(LeaderRecord postgres) implements HolderComparison {}

    static HolderComparison compare(Optional<LeaseHolder> redis, Optional<LeaderRecord> postgres) {
        if (redis.isEmpty()) {
            return postgres.<HolderComparison>map(OnlyPostgres::new).orElseGet(Agree::new);
        }
        var holder = redis.get();
        if (postgres.isEmpty()) {
            return holder.record().isPresent() ? new OnlyRedis(holder) : new ElectionUnderWay(holder.bid());
        }
        var record = postgres.get();
        if (holder.bid().equals(record.bid())) {
            return new Agree();
        }
        return new Different(holder, record);
    }

    /** Whether the stores contradict each other, or may only be on the way from one agreement to the next. */
    default boolean isContradiction() {
        return switch (this) {
            case Agree _, ElectionUnderWay _ -> false;
            case Different _, OnlyRedis _, OnlyPostgres _ -> true;
        };
    }

    /** Whether PostgreSQL, whose word counts, denies that {@code office} is held. */
    static boolean contradicts(LeaderRecord record, Optional<LeaderRecord> postgres) {
        return !postgres.equals(Optional.of(record));
    }
}
