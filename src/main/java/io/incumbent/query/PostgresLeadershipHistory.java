package io.incumbent.query;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The query for the history of leaderships in PostgreSQL. */
@Singleton
class PostgresLeadershipHistory implements LeadershipHistory {

    private static final String NEWEST = """
            SELECT term, instance, hostname, gained_at, lost_at, gained_reason, lost_reason,
                   greatest(0, extract(epoch FROM coalesce(lost_at, statement_timestamp()) - gained_at))::double precision
                       AS seconds
              FROM leadership_history
             WHERE group_name = ?
             ORDER BY term DESC
             LIMIT ?
            """;

    private final QueryRunner runner;

    PostgresLeadershipHistory(QueryRunner runner) {
        this.runner = runner;
    }

    @Override
    public List<Entry> newest(int limit) {
        return runner.ask(
                NEWEST,
                statement -> {
                    statement.setString(1, runner.group());
                    statement.setInt(2, limit);
                },
                PostgresLeadershipHistory::read);
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("term"),
                row.getString("instance"),
                row.getString("hostname"),
                row.getObject("gained_at", OffsetDateTime.class).toInstant(),
                lostAt(row).orElse(null),
                row.getDouble("seconds"),
                row.getString("gained_reason"),
                row.getString("lost_reason"));
    }

    private static Optional<Instant> lostAt(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("lost_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }
}
