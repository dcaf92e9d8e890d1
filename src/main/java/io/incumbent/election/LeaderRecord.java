package io.incumbent.election;

import java.time.Instant;

/**
 * A leadership as PostgreSQL gave it.
 *
 * @param bid the bid that it was given to
 * @param hostname the machine or pod of the holder
 * @param since when it was given, by the database's clock
 */
public record LeaderRecord(Bid bid, Term term, String hostname, Instant since) {

    public String instance() {
        return bid.instance();
    }
}
