package io.incumbent.coordinator;

import io.incumbent.database.Connections;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * Warns if all known instances, of all groups in this database, may together take more connections than the server gives:
 * that works until all of them are busy at once, and then somebody's heartbeat finds no connection. Asked one beat after the
 * start, when those that were started together have registered, until there is an answer, and again each day.
 */
final class ConnectionBudget implements Chore {

    private static final Logger LOG = Logger.getLogger(ConnectionBudget.class);
    private static final Duration AGAIN = Duration.ofDays(1);

    private static final String ASK = """
            SELECT current_setting('max_connections')::int AS max_connections,
                   current_setting('superuser_reserved_connections')::int AS superuser_reserved,
                   coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
                   r.rolsuper, r.rolconnlimit, d.datconnlimit, i.others, i.others_together, i.others_silent
              FROM pg_roles r, pg_database d,
                   (SELECT count(*) AS others, coalesce(sum(connections_max), 0) AS others_together,
                           count(*) FILTER (WHERE connections_max = 0) AS others_silent
                      FROM instances WHERE NOT stale AND instance <> ?) i
             WHERE r.rolname = session_user AND d.datname = current_database()
            """;

    private final Connections connections;
    private final String instance;
    private final PoolSizes own;
    private final ExecutorService threads;
    private final Duration limit;
    private final Duration retry;
    private volatile Deadline dueAt;

    ConnectionBudget(
            Connections connections,
            Identity identity,
            PoolSizes own,
            Timing timing,
            ExecutorService threads,
            long now) {
        this.connections = connections;
        this.instance = identity.instance();
        this.own = own;
        this.threads = threads;
        this.limit = timing.callLimit();
        this.retry = timing.heartbeat();
        this.dueAt = Deadline.in(retry, now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void start(Role role, long now) {
        dueAt = Deadline.in(retry, now);
        threads.execute(() -> look(now));
    }

    private void look(long now) {
        try {
            connections.with(limit, c -> ask(c, instance)).danger(own).ifPresent(LOG::warn);
            dueAt = Deadline.in(AGAIN, now);
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "connection budget not known");
        }
    }

    /** What the server gives, and what all but {@code instance} may take of it. */
    static ConnectionDemand ask(Connection connection, String instance) throws SQLException {
        try (var statement = connection.prepareStatement(ASK)) {
            new Parameters(statement).add(instance);
            try (var row = statement.executeQuery()) {
                row.next();
                return new ConnectionDemand(
                        row.getInt("max_connections"),
                        row.getInt("superuser_reserved"),
                        row.getInt("reserved"),
                        row.getBoolean("rolsuper"),
                        row.getInt("rolconnlimit"),
                        row.getInt("datconnlimit"),
                        row.getInt("others"),
                        row.getInt("others_together"),
                        row.getInt("others_silent"));
            }
        }
    }
}
