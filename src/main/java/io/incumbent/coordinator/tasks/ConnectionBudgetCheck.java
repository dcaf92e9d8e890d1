package io.incumbent.coordinator.tasks;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * The check that warns if all known instances, of all groups in this database, may together open more connections than
 * the server allows. Under full load an election would then find no connection. The check runs one heartbeat after the
 * start, when instances that were started together have registered, until it gets an answer, and then once a day.
 */
public final class ConnectionBudgetCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(ConnectionBudgetCheck.class);
    private static final Duration INTERVAL = Duration.ofDays(1);

    private static final String DEMAND = """
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

    private final ConnectionPool connections;
    private final InstanceIdentity identity;
    private final PoolTotals own;
    private final ExecutorService threads;
    private final Duration limit;
    private final Duration retry;
    private volatile Deadline dueAt;

    public ConnectionBudgetCheck(
            ConnectionPool connections,
            InstanceIdentity identity,
            PoolTotals own,
            Timing timing,
            ExecutorService threads,
            long now) {
        this.connections = connections;
        this.identity = identity;
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
    public void run(Role role, long now) {
        dueAt = Deadline.in(retry, now);
        threads.execute(() -> check(now));
    }

    private void check(long now) {
        try {
            connections
                    .withConnection(limit, c -> demand(c, identity.instance()))
                    .warning(own)
                    .ifPresent(LOG::warn);
            dueAt = Deadline.in(INTERVAL, now);
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "connection budget not known");
        }
    }

    /** The connections that the server allows, and those that all instances but {@code instance} may open. */
    static Demand demand(Connection connection, String instance) throws SQLException {
        try (var statement = connection.prepareStatement(DEMAND)) {
            new StatementParameters(statement).add(instance);
            try (var row = statement.executeQuery()) {
                row.next();
                return new Demand(
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

    /**
     * The connections that the server allows, and those that the other instances may open.
     *
     * @param maxConnections setting {@code max_connections}
     * @param superuserReserved of these, for superusers only
     * @param reserved of these, for users with the right to them
     * @param superuser whether our user is one, to whom only {@code max_connections} applies
     * @param roleLimit limit of our user; -1 if none
     * @param databaseLimit limit of the database; -1 if none
     * @param others number of other instances that are not stale
     * @param othersTogether connections that their pools may open
     * @param othersUnknown number of those without a value, which are of an older version
     */
    record Demand(
            int maxConnections,
            int superuserReserved,
            int reserved,
            boolean superuser,
            int roleLimit,
            int databaseLimit,
            int others,
            int othersTogether,
            int othersUnknown) {

        /** The warning if {@code own} and the other instances exceed the limit; empty if they do not. */
        Optional<String> warning(PoolTotals own) {
            int together = othersTogether + own.together();
            int available = available();
            if (together <= available) {
                return Optional.empty();
            }
            return Optional.of(
                    ("instances may take more connections than the server gives instances=%d together=%d own=%d"
                                    + " available=%d max_connections=%d superuser_reserved_connections=%d reserved_connections=%d"
                                    + " roleLimit=%d databaseLimit=%d instancesThatDoNotSay=%d key=incumbent.pool.max-size value=%d: %s,"
                                    + " run fewer instances, or raise what the server gives")
                            .formatted(
                                    others + 1,
                                    together,
                                    own.together(),
                                    available,
                                    maxConnections,
                                    superuserReserved,
                                    reserved,
                                    roleLimit,
                                    databaseLimit,
                                    othersUnknown,
                                    own.traffic(),
                                    advice(own, available)));
        }

        private String advice(PoolTotals own, int available) {
            int fitting = available / (others + 1) - own.besideTraffic();
            return fitting > 0 ? "lower it to " + fitting + " on each" : "even 1 on each is too much";
        }

        private int available() {
            return superuser
                    ? maxConnections
                    : IntStream.of(maxConnections - superuserReserved - reserved, roleLimit, databaseLimit)
                            .filter(limit -> limit >= 0)
                            .min()
                            .orElse(0);
        }
    }
}
