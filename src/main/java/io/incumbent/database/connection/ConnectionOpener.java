package io.incumbent.database.connection;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The opener of connections: it gets them from Agroal, each on a thread of its own. A caller that stops waiting, by its
 * time limit or an interrupt, does not interrupt the opening or the check of the connection, which is then there for the
 * next caller. Agroal itself would close such a connection shortly before it is ready, and at a slow server no caller
 * would ever get one. The permit goes along with the opening, so there are never more connections than permits.
 */
final class ConnectionOpener {

    /** The SQL state for a connection that could not be established. */
    private static final String UNREACHABLE = "08001";

    /** Enough to return a connection that is idle, for a caller that got its permit at the last moment. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final AgroalDataSource pool;
    private final Semaphore permits;
    private final AtomicInteger abandoned = new AtomicInteger();

    ConnectionOpener(AgroalDataSource pool, Semaphore permits) {
        this.pool = pool;
        this.permits = permits;
    }

    /**
     * Opens a connection. The caller holds a permit and keeps it with the connection. Without a connection the permit is
     * released.
     *
     * @throws SQLException if there is no connection in time
     */
    Connection connect(Duration longestWait) throws SQLException {
        var pending = new CompletableFuture<Connection>();
        var limit = longestWait.compareTo(SHORTEST) > 0 ? longestWait : SHORTEST;
        Thread.ofVirtual()
                .name("connection for " + Thread.currentThread().getName())
                .start(() -> open(pending));
        try {
            return pending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return failed(e);
        } catch (TimeoutException e) {
            return unlessAbandoned(pending, unreachable("no connection within " + limit.toMillis() + " ms", e));
        } catch (InterruptedException e) {
            return unlessAbandoned(pending, interrupted(e));
        }
    }

    /**
     * Distinguishes, after a wait without success, a busy pool from a database that does not answer.
     *
     * @throws SQLException if the database does not answer attempts to connect
     */
    void requireAnswering(Duration waited) throws SQLException {
        if (abandoned.get() > 0) {
            throw unreachable(
                    "no connection within " + waited.toMillis()
                            + " ms: the database does not answer attempts to connect",
                    null);
        }
    }

    static SQLException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return unreachable("interrupted while waiting for a connection", e);
    }

    private void open(CompletableFuture<Connection> pending) {
        try {
            var connection = pool.getConnection();
            if (!pending.complete(connection)) {
                connection.close();
                abandonedEnded();
            }
        } catch (SQLException | RuntimeException | Error e) {
            if (!pending.completeExceptionally(e)) {
                abandonedEnded();
            }
        }
    }

    /** From here on the opening thread releases the permit, unless it was faster and the connection is there. */
    private Connection unlessAbandoned(CompletableFuture<Connection> pending, SQLException reason) throws SQLException {
        abandoned.incrementAndGet();
        if (pending.cancel(false)) {
            throw reason;
        }
        abandoned.decrementAndGet();
        try {
            return pending.resultNow();
        } catch (IllegalStateException _) {
            return failed(new ExecutionException(pending.exceptionNow()));
        }
    }

    private void abandonedEnded() {
        abandoned.decrementAndGet();
        permits.release();
    }

    private Connection failed(ExecutionException e) throws SQLException {
        permits.release();
        // an exception of the pool itself, such as its own time-out, has no state
        throw e.getCause() instanceof SQLException known && known.getSQLState() != null
                ? known
                : unreachable("no connection: " + e.getCause(), e);
    }

    private static SQLException unreachable(String what, @Nullable Throwable cause) {
        return new SQLTransientConnectionException(what, UNREACHABLE, cause);
    }
}
