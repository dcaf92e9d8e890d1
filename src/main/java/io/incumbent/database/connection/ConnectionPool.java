package io.incumbent.database.connection;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.config.ConfigRules;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The pool of connections for traffic. It lends a connection for one piece of work only. A transaction that the work
 * leaves open is rolled back, and changes of the session are undone.
 *
 * <p>Callers queue here and not in Agroal. This queue is fair, each caller has a time limit of its own, and an
 * interrupted caller does not affect the others. Agroal's queue has one limit for all. An interrupted caller there
 * delays the next ones by up to a second, and waiting callers are not woken when a broken connection frees capacity for
 * a new one. A caller with a permit finds an idle connection or capacity to open one, so no caller ever waits in Agroal.
 * {@link ConnectionOpener} does the rest.
 */
@Singleton
@Startup // an invalid configuration is refused at the start, not at the first request
public class ConnectionPool {

    private static final Logger LOG = Logger.getLogger(ConnectionPool.class);

    private static final Duration VALIDATE_EVERY = Duration.ofSeconds(1);

    private final AgroalDataSource pool;
    private final PoolSession session;
    private final Duration longest;
    private final int size;
    private final Semaphore permits;
    private final ConnectionOpener opener;
    private final PoolMeters meters;
    private final AtomicLong validatedAt = new AtomicLong(System.nanoTime() - VALIDATE_EVERY.toNanos());

    /** @throws ConfigurationException if the sizes contradict each other */
    public ConnectionPool(AgroalDataSource pool, PoolConfig config, MeterRegistry registry) {
        this.pool = pool;
        var sizes = pool.getConfiguration().connectionPoolConfiguration();
        ConfigRules.notAbove(
                "incumbent.pool.initial-size", sizes.initialSize(), "incumbent.pool.max-size", sizes.maxSize());
        this.session = new PoolSession(config.statementTimeout(), config.idleInTransactionTimeout());
        this.longest = config.acquisitionTimeout();
        this.size = sizes.maxSize();
        this.permits = new Semaphore(size, true);
        this.opener = new ConnectionOpener(pool, permits);
        this.meters = new PoolMeters(registry, permits, size);
    }

    /** Maximum number of connections. */
    public int size() {
        return size;
    }

    /** Number of connections in use at this moment, or being opened for a caller. */
    int inUse() {
        return size - permits.availablePermits();
    }

    /** As {@link #withConnection(Duration, Work)}, waiting as long as the configuration allows. */
    public <T> T withConnection(Work<T> work) throws SQLException {
        return withConnection(longest, work);
    }

    /**
     * Runs {@code work} on a connection of its own, which begins in autocommit. May be called on any thread. An
     * interrupt ends the wait for a connection, and on a virtual thread also a statement.
     *
     * @param longestWait time limit of the wait for a connection; never longer than configured
     * @throws PoolExhaustedException if none was free in time; the work was not begun
     * @throws SQLException if the work throws it, or if the database gave no connection and the work was not begun
     */
    public <T> T withConnection(Duration longestWait, Work<T> work) throws SQLException {
        var connection = borrow(longestWait.compareTo(longest) < 0 ? longestWait : longest);
        boolean broken = false;
        var name = "";
        try {
            name = PoolSession.name(connection);
            return work.on(connection);
        } catch (SQLException e) {
            broken = SqlStates.connectionLost(e);
            throw e;
        } finally {
            giveBack(connection, name, broken);
            if (broken) {
                validateIdle();
            }
        }
    }

    /**
     * Validates the idle connections, which is the only way to detect a server that has become a standby. It does so at
     * most once a second: Agroal does not wake a caller for a connection that it has validated, so callers would wait.
     */
    private void validateIdle() {
        long now = System.nanoTime();
        long last = validatedAt.get();
        if (now - last > VALIDATE_EVERY.toNanos() && validatedAt.compareAndSet(last, now)) {
            pool.flush(FlushMode.INVALID);
        }
    }

    private Connection borrow(Duration longestWait) throws SQLException {
        long begin = System.nanoTime();
        admit(longestWait, begin);
        return opener.connect(longestWait.minusNanos(System.nanoTime() - begin));
    }

    private void admit(Duration longestWait, long begin) throws SQLException {
        try {
            // tryAcquire() without a time would overtake waiting callers
            if (permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                meters.atOnce();
                return;
            }
            if (!permits.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                var waited = Duration.ofNanos(System.nanoTime() - begin);
                opener.requireAnswering(waited);
                throw meters.refused(waited);
            }
            meters.after(Duration.ofNanos(System.nanoTime() - begin));
        } catch (InterruptedException e) {
            throw ConnectionOpener.interrupted(e);
        }
    }

    /** A failure here does not change the outcome of the work. */
    private void giveBack(Connection connection, String name, boolean broken) {
        try (connection) {
            if (broken) {
                PoolSession.close(connection);
            } else {
                reset(connection, name);
            }
        } catch (SQLException e) {
            LOG.debugf(e, "connection not returned to the pool");
        } finally {
            permits.release();
        }
    }

    private void reset(Connection connection, String name) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        try {
            session.reset(connection, name);
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "connection closed instead of reset");
            PoolSession.close(connection);
        }
    }

    /** Work on a connection, which it neither closes nor keeps. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
