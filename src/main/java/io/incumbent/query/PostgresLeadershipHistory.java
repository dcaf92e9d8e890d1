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
            SELECT term, instance, hostname, began, ended, gained_reason, lost_reason,
                   greatest(0, extract(epoch FROM coalesce(ended, statement_timestamp()) - began))::double precision AS seconds
              FROM leadership_history,
                   LATERAL (SELECT %s, CASE WHEN lost_at IS NOT NULL THEN %s END) times (began, ended)
             WHERE group_name = ?
             ORDER BY term DESC
             LIMIT ?
            """.formatted(StoredTime.capped("gained_at"), StoredTime.capped("lost_at"));

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
                row.getObject("began", OffsetDateTime.class).toInstant(),
                lostAt(row).orElse(null),
                row.getDouble("seconds"),
                row.getString("gained_reason"),
                row.getString("lost_reason"));
    }

    private static Optional<Instant> lostAt(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("ended", OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
