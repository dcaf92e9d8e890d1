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

    /** Does not read what the view derives from the heartbeat, since that fails before PostgreSQL 17 if it is infinite. */
    private static final String ALL = """
            SELECT instance, hostname, version, started, heartbeat_at, extract(epoch FROM silence)::double precision AS seconds,
                   asked.stale, held_term IS NOT NULL AND NOT asked.stale AS is_leader,
                   candidacy = 'standing' AND held_term IS NULL AND silence <= stale_after AS may_take_over,
                   name, candidacy, address, %s AS ttl_millis, %s AS margin_millis, %s AS heartbeat_millis
              FROM instances i,
                   LATERAL (SELECT %s, %s) times (started, heartbeat_at),
                   LATERAL (SELECT statement_timestamp() - heartbeat_at) since (silence),
                   LATERAL (SELECT silence > coalesce(?::bigint * interval '1 millisecond', stale_after)) asked (stale)
             WHERE group_name = ?
             ORDER BY started_at, instance
            """.formatted(
                    StoredTime.millis("ttl"),
                    StoredTime.millis("margin"),
                    StoredTime.millis("heartbeat"),
                    StoredTime.capped("i.started_at"),
                    StoredTime.capped("i.last_heartbeat_at"));

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
                row.getObject("started", OffsetDateTime.class).toInstant(),
                row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("is_leader"),
                row.getBoolean("stale"),
                row.getDouble("seconds"),
                row.getString("name"),
                row.getString("candidacy"),
                row.getBoolean("may_take_over"),
                row.getObject("ttl_millis", Long.class),
                row.getObject("margin_millis", Long.class),
                row.getObject("heartbeat_millis", Long.class),
                row.getString("address"));
    }
}
