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
 * The row of a group in table {@code leadership}, as one statement answered it.
 *
 * @param granted whether the statement took effect
 * @param released whether the holder released the term
 * @param left time until the term expires by the database's clock; zero, never negative, once it has
 */
public record LeadershipRow(boolean granted, LeaderRecord record, boolean released, Duration left) {

    /** The columns that {@link #read} needs of a row of table {@code leadership l}, after the column {@code granted}. */
    public static final String COLUMNS = """
            l.bid, l.term, l.hostname, l.elected_at, l.released_at IS NOT NULL AS released,
            greatest(0, ceil(1000 * extract(epoch FROM l.expires_at - clock_timestamp())))::bigint AS left_millis
            """;

    /** The row that the last of the statements returned, if any. */
    public static Optional<LeadershipRow> last(PreparedStatement statement) throws SQLException {
        Optional<LeadershipRow> row = Optional.empty();
        boolean hasRows = statement.execute();
        while (hasRows || statement.getUpdateCount() >= 0) {
            if (hasRows) {
                row = leadership(statement.getResultSet());
            }
            hasRows = statement.getMoreResults();
        }
        return row;
    }

    /** Empty for result sets with other columns, which the statements before the last may return. */
    private static Optional<LeadershipRow> leadership(ResultSet rows) throws SQLException {
        try (rows) {
            boolean matches = rows.getMetaData().getColumnLabel(1).equals("granted");
            return matches && rows.next() ? of(rows) : Optional.empty();
        }
    }

    /** The present row; empty if its columns are null, as in an outer join without a match. */
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

    /** True if the term is held at this moment. */
    boolean held() {
        return !released && left.isPositive();
    }
}
