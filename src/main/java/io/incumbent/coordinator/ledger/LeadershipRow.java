package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.sql.PreparedStatement;
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
public record LeadershipRow(boolean granted, LeaderRecord record, boolean released, Duration left) {

    /** What {@link #read} needs from a row of table {@code leadership l}, after the column {@code granted}. */
    public static final String COLUMNS = """
            l.bid, l.term, l.hostname, l.elected_at, l.released_at IS NOT NULL AS released,
            greatest(0, ceil(1000 * extract(epoch FROM l.expires_at - clock_timestamp())))::bigint AS left_millis
            """;

    /** The row of the last of the statements, if that had one. */
    public static Optional<LeadershipRow> last(PreparedStatement statement) throws SQLException {
        Optional<LeadershipRow> row = Optional.empty();
        boolean isRows = statement.execute();
        while (isRows || statement.getUpdateCount() >= 0) {
            if (isRows) {
                row = office(statement.getResultSet());
            }
            isRows = statement.getMoreResults();
        }
        return row;
    }

    /** Empty for the rows of another shape that a statement before the last may answer with. */
    private static Optional<LeadershipRow> office(ResultSet rows) throws SQLException {
        try (rows) {
            boolean shaped = rows.getMetaData().getColumnLabel(1).equals("granted");
            return shaped && rows.next() ? of(rows) : Optional.empty();
        }
    }

    /** The row that {@code row} stands on; empty if its office is null, which only an outer join makes. */
    static Optional<LeadershipRow> of(ResultSet row) throws SQLException {
        return row.getString("bid") == null ? Optional.empty() : Optional.of(read(row));
    }

    private static LeadershipRow read(ResultSet row) throws SQLException {
        var record = new LeaderRecord(
                Bid.of(row.getString("bid")),
                new Term(row.getLong("term")),
                row.getString("hostname"),
                row.getObject("elected_at", OffsetDateTime.class).toInstant());
        return new LeadershipRow(
                row.getBoolean("granted"),
                record,
                row.getBoolean("released"),
                Duration.ofMillis(row.getLong("left_millis")));
    }

    /** Whether somebody holds it at this moment. */
    boolean held() {
        return !released && left.isPositive();
    }
}
