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
 * Gets connections from Agroal, each on a thread of its own, so that whoever gives up waiting, by its limit or by an
 * interrupt, disturbs nothing: the connection goes on being opened or checked, for the next one. Given up inside Agroal it
 * would be thrown away when it is almost there, again and again, and nobody would ever get in at a server that takes its
 * time. The place in the pool goes along, so there are never more of them under way than there are places.
 */
final class ConnectionOpener {

    /** Of SQL's states: could not connect. */
    private static final String UNREACHABLE = "08001";

    /** For one who was let in at the last moment: what is there takes no longer. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private final AgroalDataSource pool;
    private final Semaphore places;
    private final AtomicInteger abandoned = new AtomicInteger();

    ConnectionOpener(AgroalDataSource pool, Semaphore places) {
        this.pool = pool;
        this.places = places;
    }

    /**
     * To be called by whoever holds a place; with the connection it keeps that, without one it has lost it.
     *
     * @throws SQLException if there is none in time
     */
    Connection connect(Duration patience) throws SQLException {
        var coming = new CompletableFuture<Connection>();
        var limit = patience.compareTo(LEAST) > 0 ? patience : LEAST;
        Thread.ofVirtual()
                .name("connection for " + Thread.currentThread().getName())
                .start(() -> open(coming));
        try {
            return coming.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return failed(e);
        } catch (TimeoutException e) {
            return unlessAbandoned(coming, unreachable("no connection within " + limit.toMillis() + " ms", e));
        } catch (InterruptedException e) {
            return unlessAbandoned(coming, interrupted(e));
        }
    }

    /**
     * Somebody waited for a place in vain: because all connections are in use, or because they do not come?
     *
     * @throws SQLException if the database does not give connections
     */
    void requireAnswering(Duration waited) throws SQLException {
        if (abandoned.get() > 0) {
            throw unreachable(
                    "no connection within " + waited.toMillis() + " ms: the database does not answer those that ask",
                    null);
        }
    }

    static SQLException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return unreachable("interrupted while waiting for a connection", e);
    }

    private void open(CompletableFuture<Connection> coming) {
        try {
            var connection = pool.getConnection();
            if (!coming.complete(connection)) {
                connection.close();
                late();
            }
        } catch (SQLException | RuntimeException | Error e) {
            if (!coming.completeExceptionally(e)) {
                late();
            }
        }
    }

    /** From here on the place is given back by the thread that opens; unless that was a moment quicker. */
    private Connection unlessAbandoned(CompletableFuture<Connection> coming, SQLException reason) throws SQLException {
        abandoned.incrementAndGet();
        if (coming.cancel(false)) {
            throw reason;
        }
        abandoned.decrementAndGet();
        try {
            return coming.resultNow();
        } catch (IllegalStateException _) {
            return failed(new ExecutionException(coming.exceptionNow()));
        }
    }

    private void late() {
        abandoned.decrementAndGet();
        places.release();
    }

    private Connection failed(ExecutionException e) throws SQLException {
        places.release();
        // what the pool itself throws, such as its own time-out, carries no state
        throw e.getCause() instanceof SQLException known && known.getSQLState() != null
                ? known
                : unreachable("no connection: " + e.getCause(), e);
    }

    private static SQLException unreachable(String what, @Nullable Throwable cause) {
        return new SQLTransientConnectionException(what, UNREACHABLE, cause);
    }
}
