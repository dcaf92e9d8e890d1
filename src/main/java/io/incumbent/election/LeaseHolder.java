package io.incumbent.election;

import java.util.Optional;

/**
 * Who holds the lease, as Redis tells it.
 *
 * @param record empty while the holder is only bidding and has no term yet
 */
public record LeaseHolder(Bid bid, Optional<LeaderRecord> record) {

    /** The term under which the lease is held; {@link Term#NONE} for a mere bidder. */
    public Term term() {
        return record.map(LeaderRecord::term).orElse(Term.NONE);
    }
}
