package io.incumbent.coordinator.tasks;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * The check that warns if the instances of all groups in this database that were alive at one moment may together open more
 * connections than the server allows. Under full load an election would then find no connection.
 *
 * <p>An instance counts at a moment between its start and its last heartbeat. So one that was killed and the one that
 * replaces it are never counted together, although the first is not stale yet. A moment is judged by the heartbeats that
 * follow it: the check runs one heartbeat after the start, again when those that live have sent one since or are stale, and
 * then once a day.
 */
public final class ConnectionBudgetCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(ConnectionBudgetCheck.class);
    private static final Duration INTERVAL = Duration.ofDays(1);

    /**
     * No row before this instance is registered. The moments are its start and each later start of another instance, since
     * the others become more only then. Intervals and numbers that nobody can have meant are limited, so that no row ends
     * the query.
     */
    private static final String DEMAND = """
            WITH own AS (SELECT started_at, stale_after FROM instances WHERE instance = ?),
            others AS (
                SELECT i.started_at, i.last_heartbeat_at, i.connections_max::bigint, i.stale_after
                  FROM instances i, own
                 WHERE i.instance <> ?
                   AND i.last_heartbeat_at BETWEEN statement_timestamp() - least(i.stale_after, interval '1 day')
                                               AND statement_timestamp()),
            moments AS (
                SELECT started_at AS at FROM own
                UNION SELECT o.started_at FROM others o, own WHERE o.started_at > own.started_at),
            together AS (
                SELECT count(o.started_at) AS others, least(coalesce(sum(o.connections_max), 0), 1000000) AS others_together,
                       count(*) FILTER (WHERE o.connections_max = 0) AS others_silent
                  FROM moments m LEFT JOIN others o ON m.at BETWEEN o.started_at AND o.last_heartbeat_at
                 GROUP BY m.at
                 ORDER BY others_together DESC, others DESC
                 LIMIT 1)
            SELECT current_setting('max_connections')::int AS max_connections,
                   current_setting('superuser_reserved_connections')::int AS superuser_reserved,
                   coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
                   r.rolsuper, r.rolconnlimit, d.datconnlimit, t.others, t.others_together, t.others_silent,
                   (1000 * extract(epoch FROM own.started_at + least(interval '1 day',
                       greatest(own.stale_after, (SELECT max(stale_after) FROM others))) - statement_timestamp()))::bigint
                       AS settled_in_millis
              FROM pg_roles r, pg_database d, together t, own
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
                    .ifPresent(demand -> dueAt = Deadline.in(judge(demand), now));
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "connection budget not known");
        }
    }

    /** Warns if that is due, and tells when to look again. What is too much already cannot become less by waiting. */
    private Duration judge(Demand demand) {
        var warning = demand.warning(own);
        warning.ifPresent(LOG::warn);
        return warning.isPresent() || !demand.settledIn().isPositive()
                ? INTERVAL
                : demand.settledIn().plus(retry);
    }

    /** Empty before {@code instance} is registered. */
    static Optional<Demand> demand(Connection connection, String instance) throws SQLException {
        try (var statement = connection.prepareStatement(DEMAND)) {
            new StatementParameters(statement).add(instance).add(instance);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static Demand read(ResultSet row) throws SQLException {
        return new Demand(
                row.getInt("max_connections"),
                row.getInt("superuser_reserved"),
                row.getInt("reserved"),
                row.getBoolean("rolsuper"),
                row.getInt("rolconnlimit"),
                row.getInt("datconnlimit"),
                row.getInt("others"),
                row.getInt("others_together"),
                row.getInt("others_silent"),
                Duration.ofMillis(row.getLong("settled_in_millis")));
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
     * @param others number of other instances that were alive at the same moment
     * @param othersTogether connections that their pools may open
     * @param othersUnknown number of those without a value, which are of an older version
     * @param settledIn how long until all that live have sent a heartbeat since this instance started, or are stale; zero or
     *     less if they have
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
            int othersUnknown,
            Duration settledIn) {

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
