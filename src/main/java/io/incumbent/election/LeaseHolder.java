package io.incumbent.election;

import java.util.Optional;

/**
 * The holder of the lease, according to Redis.
 *
 * @param record empty while the holder has no term yet
 * @param origin who wrote the lease
 */
public record LeaseHolder(Bid bid, Optional<LeaderRecord> record, Origin origin) {

    /** Where a lease comes from. */
    public enum Origin {
        /** An instance of this group, with the same database. */
        GROUP,
        /** An instance that uses this group and this Redis with another database. */
        OTHER_DATABASE,
        /** Not written by Incumbent: the whole text is taken for the instance. */
        FOREIGN
    }

    public LeaseHolder(Bid bid, Optional<LeaderRecord> record) {
        this(bid, record, Origin.GROUP);
    }

    /** The term under which the lease is held; {@link Term#NONE} while there is none. */
    public Term term() {
        return record.map(LeaderRecord::term).orElse(Term.NONE);
    }
}
