package io.incumbent.election;

import java.time.Instant;

/**
 * The record of one leadership, as PostgreSQL stores it.
 *
 * @param bid the bid that the term was given to
 * @param hostname the machine or pod of the holder
 * @param since when the term was given, by the database's clock
 */
public record LeaderRecord(Bid bid, Term term, String hostname, Instant since) {

    public String instance() {
        return bid.instance();
    }
}
