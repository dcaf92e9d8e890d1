package io.incumbent.election;

import java.util.Optional;

/**
 * The holder of the lease, according to Redis.
 *
 * @param record empty while the holder has no term yet
 */
public record LeaseHolder(Bid bid, Optional<LeaderRecord> record) {

    /** The term under which the lease is held; {@link Term#NONE} while there is none. */
    public Term term() {
        return record.map(LeaderRecord::term).orElse(Term.NONE);
    }
}
