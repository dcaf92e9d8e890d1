package io.incumbent.election;

import java.util.Optional;

/**
 * Who holds the lease, as Redis tells it.
 *
 * @param office empty while the holder is only bidding and has no term yet
 */
public record Holder(Bid bid, Optional<Office> office) {

    /** The term under which the lease is held; {@link Term#NONE} for a mere bidder. */
    public Term term() {
        return office.map(Office::term).orElse(Term.NONE);
    }
}
