package io.incumbent.election;

import java.util.Optional;

/** What comparing the two stores' holders shows. */
public sealed interface SplitBrain {

    /** Both name the same, or neither names anybody. */
    record None() implements SplitBrain {}

    /** Redis has a bidder who has no term yet: an election is under way, and PostgreSQL will decide it. */
    record Bidding(Bid bid) implements SplitBrain {}

    /** Each names another. */
    record Different(Holder redis, Office postgres) implements SplitBrain {}

    /** The lease is held under a term that PostgreSQL does not know of. */
    record OnlyRedis(Holder redis) implements SplitBrain {}

    /** The term is held, the lease is not. */
    record OnlyPostgres(Office postgres) implements SplitBrain {}

    static SplitBrain compare(Optional<Holder> redis, Optional<Office> postgres) {
        if (redis.isEmpty()) {
            return postgres.<SplitBrain>map(OnlyPostgres::new).orElseGet(None::new);
        }
        var holder = redis.get();
        if (postgres.isEmpty()) {
            return holder.office().isPresent() ? new OnlyRedis(holder) : new Bidding(holder.bid());
        }
        var office = postgres.get();
        if (holder.bid().equals(office.bid())) {
            return new None();
        }
        return new Different(holder, office);
    }

    /** Whether the stores contradict each other, or may only be on the way from one agreement to the next. */
    default boolean isContradiction() {
        return switch (this) {
            case None _, Bidding _ -> false;
            case Different _, OnlyRedis _, OnlyPostgres _ -> true;
        };
    }

    /** Whether PostgreSQL, whose word counts, denies that {@code office} is held. */
    static boolean contradicts(Office office, Optional<Office> postgres) {
        return !postgres.equals(Optional.of(office));
    }
}
