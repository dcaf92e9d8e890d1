package io.incumbent.coordinator;

import io.incumbent.election.Bid;
import io.incumbent.election.Office;
import io.incumbent.election.Term;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The row of a group's office as one statement answered it.
 *
 * @param granted whether the statement took effect
 * @param released whether the holder gave it up
 * @param left how long it lasts by the database's clock; zero, never negative
 */
record OfficeRow(boolean granted, Office office, boolean released, Duration left) {

    /** What {@link #read} needs from a row of table {@code leadership l}, after the column {@code granted}. */
    static final String COLUMNS = """
            l.bid, l.term, l.hostname, l.elected_at, l.released_at IS NOT NULL AS released,
            greatest(0, ceil(1000 * extract(epoch FROM l.expires_at - clock_timestamp())))::bigint AS left_millis
            """;

    /** The next row, if there is one. */
    static Optional<OfficeRow> next(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(read(rows)) : Optional.empty();
    }

    private static OfficeRow read(ResultSet row) throws SQLException {
        var office = new Office(
                Bid.of(row.getString("bid")),
                new Term(row.getLong("term")),
                row.getString("hostname"),
                row.getObject("elected_at", OffsetDateTime.class).toInstant());
        return new OfficeRow(
                row.getBoolean("granted"),
                office,
                row.getBoolean("released"),
                Duration.ofMillis(row.getLong("left_millis")));
    }

    /** Whether somebody holds it at this moment. */
    boolean held() {
        return !released && left.isPositive();
    }
}
