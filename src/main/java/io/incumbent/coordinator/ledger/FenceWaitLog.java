package io.incumbent.coordinator.ledger;

import io.incumbent.database.connection.SqlStates;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.logging.LogText;
import io.incumbent.logging.RepeatLimit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The log of who holds the fence lock while a claim waits for it. PostgreSQL has no rights on advisory locks: every session
 * of the database can hold this one, and nobody is elected meanwhile. A claim that waited for more than a second, or whose
 * time limit ended while it waited, names the holder, at most once a minute.
 *
 * <p>The holder is looked up on a connection and a thread of its own, since the claim's are busy waiting, and the time of the
 * claim is nearly over when its limit ends.
 */
final class FenceWaitLog {

    private static final Logger LOG = Logger.getLogger(FenceWaitLog.class);
    private static final Duration LONG = Duration.ofSeconds(1);
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final String group;
    private final ReadBackConnection.Opener connections;
    private final RepeatLimit repeats;

    /** @param connections gives a connection at each call, on which nothing else runs */
    FenceWaitLog(String group, ReadBackConnection.Opener connections) {
        this(group, connections, System::nanoTime);
    }

    FenceWaitLog(String group, ReadBackConnection.Opener connections, LongSupplier clock) {
        this.group = group;
        this.connections = connections;
        this.repeats = new RepeatLimit(REPEAT, clock);
    }

    /** Runs {@code claim}, which uses this connection. Neither its result nor its duration depend on the log. */
    <T> T watching(Connection claiming, Claim<T> claim) throws SQLException {
        int own = claiming.unwrap(PGConnection.class).getBackendPID();
        var timedOut = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("fence wait of " + group).start(() -> watch(timedOut, own));
        try {
            return claim.ask();
        } catch (SQLException e) {
            timedOut.complete(SqlStates.timedOut(e));
            throw e;
        } finally {
            timedOut.complete(false);
        }
    }

    private void watch(CompletableFuture<Boolean> timedOut, int own) {
        if (waited(timedOut)) {
            try (var connection = connections.open()) {
                holder(connection, group, own)
                        .filter(_ -> repeats.allows(group))
                        .ifPresent(holder -> LOG.warn(holder.line(group)));
            } catch (SQLException | RuntimeException e) {
                LOG.debugf(e, "holder of the fence lock not known");
            }
        }
    }

    private static boolean waited(CompletableFuture<Boolean> timedOut) {
        try {
            return timedOut.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException | ExecutionException e) {
            return false;
        }
    }

    /**
     * Who has held the lock longest; empty if nobody does.
     *
     * @param own the server process of the claim. After its wait it is a holder itself
     */
    private static Optional<Holder> holder(Connection connection, String group, int own) throws SQLException {
        try (var statement = connection.prepareStatement(FenceLockSql.HOLDERS)) {
            new StatementParameters(statement).add(group).add(own);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(Holder.of(row)) : Optional.empty();
            }
        }
    }

    /** A statement that waits for the fence lock. */
    @FunctionalInterface
    interface Claim<T> {
        T ask() throws SQLException;
    }

    /**
     * A session that holds the lock. What the server hides from our role, or does not know, is {@code unknown}.
     *
     * @param pid its server process; empty for a prepared transaction, which has none
     * @param holders how many hold the lock, shared
     */
    private record Holder(
            Optional<Integer> pid, String application, String user, String state, String since, int holders) {

        static Holder of(ResultSet row) throws SQLException {
            var since = Optional.ofNullable(row.getObject("since", OffsetDateTime.class))
                    .map(time ->
                            time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
            return new Holder(
                    Optional.ofNullable(row.getObject("pid", Integer.class)),
                    known(row.getString("application_name")),
                    known(row.getString("usename")),
                    known(row.getString("state")),
                    since.orElse("unknown"),
                    row.getInt("holders"));
        }

        private static String known(@Nullable String text) {
            return text == null ? "unknown" : LogText.quoted(text);
        }

        String line(String group) {
            return ("a claim waits for the fence lock group=%s holders=%d pid=%s application=%s user=%s state=%s since=%s:"
                            + " nobody is elected until this transaction or session ends%s")
                    .formatted(
                            group,
                            holders,
                            pid.map(String::valueOf).orElse("none"),
                            application,
                            user,
                            state,
                            since,
                            pid.map("; if it should not hold the lock: SELECT pg_terminate_backend(%d)"::formatted)
                                    .orElse(", a prepared one: see pg_prepared_xacts"));
        }
    }
}
