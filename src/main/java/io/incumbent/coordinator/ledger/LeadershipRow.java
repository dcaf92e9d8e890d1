package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The row of a group in table {@code leadership}, as one statement answered it.
 *
 * @param granted whether the statement took effect
 * @param released whether the holder released the term
 * @param left time until the term expires by the database's clock; zero, never negative, once it has
 * @param grant the newest grant; empty if the row has no readable stamp or ttl
 */
public record LeadershipRow(
        boolean granted, LeaderRecord record, boolean released, Duration left, Optional<GrantStamp> grant) {

    /** The stamp of the newest grant of a row {@code l}, a digest, however long the row's texts are; null if it has none. */
    static final String STAMP = "encode(sha256(convert_to(l.bid || ' ' || l.term || ' ' || l.stamp, 'UTF8')), 'hex')";

    /** Longer than any text that an instance writes there; what somebody else wrote is cut, and is then nobody's. */
    private static final int LENGTH_MAX = 300;

    /** The columns that {@link #read} needs of a row of table {@code leadership l}, after the column {@code granted}. */
    public static final String COLUMNS = """
            left(l.bid, %1$d) AS bid, l.term, left(l.hostname, %1$d) AS hostname, l.elected_at, l.released_at IS NOT NULL AS released,
            CASE WHEN l.expires_at = 'infinity' THEN 3153600000000
                 WHEN l.expires_at > clock_timestamp()
                 THEN ceil(1000 * extract(epoch FROM l.expires_at - clock_timestamp()))::bigint ELSE 0 END AS left_millis,
            %2$s AS stamp,
            CASE WHEN l.ttl > interval '0' AND l.ttl <= interval '1 hour'
                 THEN (1000 * extract(epoch FROM l.ttl))::bigint END AS ttl_millis
            """.formatted(LENGTH_MAX, STAMP);

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
                Duration.ofMillis(row.getLong("left_millis")),
                grant(row.getString("stamp"), row.getLong("ttl_millis")));
    }

    private static Optional<GrantStamp> grant(@Nullable String stamp, long ttl) {
        return stamp == null || ttl <= 0
                ? Optional.empty()
                : Optional.of(new GrantStamp(stamp, Duration.ofMillis(ttl)));
    }

    /** True if the term is held at this moment. */
    boolean held() {
        return !released && left.isPositive();
    }
}
