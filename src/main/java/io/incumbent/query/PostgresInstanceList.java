package io.incumbent.query;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The query for instances in PostgreSQL. */
@Singleton
class PostgresInstanceList implements InstanceList {

    private static final String ALL = """
            SELECT instance, hostname, version, started_at, last_heartbeat_at, seconds_since_heartbeat,
                   asked.stale, held_term IS NOT NULL AND NOT asked.stale AS is_leader, may_take_over, name, candidacy, address,
                   (1000 * extract(epoch FROM ttl))::bigint AS ttl_millis,
                   (1000 * extract(epoch FROM margin))::bigint AS margin_millis,
                   (1000 * extract(epoch FROM heartbeat))::bigint AS heartbeat_millis
              FROM instances i, LATERAL (SELECT coalesce(1000 * i.seconds_since_heartbeat > ?::bigint, i.stale)) asked (stale)
             WHERE group_name = ?
             ORDER BY started_at, instance
            """;

    private final QueryRunner runner;

    PostgresInstanceList(QueryRunner runner) {
        this.runner = runner;
    }

    @Override
    public List<Entry> all(Optional<Duration> staleAfter) {
        return runner.ask(
                ALL,
                statement -> {
                    if (staleAfter.isPresent()) {
                        statement.setLong(1, staleAfter.get().toMillis());
                    } else {
                        statement.setNull(1, Types.BIGINT);
                    }
                    statement.setString(2, runner.group());
                },
                PostgresInstanceList::read);
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("instance"),
                row.getString("hostname"),
                row.getString("version"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_heartbeat_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("is_leader"),
                row.getBoolean("stale"),
                row.getDouble("seconds_since_heartbeat"),
                row.getString("name"),
                row.getString("candidacy"),
                row.getBoolean("may_take_over"),
                row.getObject("ttl_millis", Long.class),
                row.getObject("margin_millis", Long.class),
                row.getObject("heartbeat_millis", Long.class),
                row.getString("address"));
    }
}
