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
 * The one door to the pool for traffic: whoever uses a connection of it comes through here, for the length of one piece of
 * work. What the work leaves open is rolled back, never committed, and what it did to the session is undone.
 *
 * <p>The queue is here and not in Agroal. It is fair, each in it has a limit of its own, and whoever leaves it leaves nothing
 * behind. Agroal's has one limit for all; in it, one that is interrupted makes those behind wait for up to a second, and
 * nobody that waits is told when a broken connection has made room for a new one. Whoever is let in finds a connection, or
 * room for one, so nobody ever waits there. See {@link ConnectionOpener} for the rest of the way.
 */
@Singleton
@Startup // what cannot work is refused at the start, not at the first request
public class ConnectionPool {

    private static final Logger LOG = Logger.getLogger(ConnectionPool.class);

    private static final Duration DOUBT_EVERY = Duration.ofSeconds(1);

    private final AgroalDataSource pool;
    private final PoolSession session;
    private final Duration longest;
    private final int size;
    private final Semaphore places;
    private final ConnectionOpener opener;
    private final PoolMeters meters;
    private final AtomicLong doubtedAt = new AtomicLong(System.nanoTime() - DOUBT_EVERY.toNanos());

    /** @throws ConfigurationException if the sizes contradict each other */
    public ConnectionPool(AgroalDataSource pool, PoolConfig config, MeterRegistry registry) {
        this.pool = pool;
        var sizes = pool.getConfiguration().connectionPoolConfiguration();
        ConfigRules.notAbove(
                "incumbent.pool.initial-size", sizes.initialSize(), "incumbent.pool.max-size", sizes.maxSize());
        this.session = new PoolSession(config.statementTimeout(), config.idleInTransactionTimeout());
        this.longest = config.acquisitionTimeout();
        this.size = sizes.maxSize();
        this.places = new Semaphore(size, true);
        this.opener = new ConnectionOpener(pool, places);
        this.meters = new PoolMeters(registry, places, size);
    }

    /** How many connections there may be. */
    public int size() {
        return size;
    }

    /** How many of them are in use at this moment, or are being opened for somebody. */
    int inUse() {
        return size - places.availablePermits();
    }

    /** As {@link #withConnection(Duration, Work)}, waiting as long as the configuration allows. */
    public <T> T withConnection(Work<T> work) throws SQLException {
        return withConnection(longest, work);
    }

    /**
     * Runs {@code work} on a connection that nobody else uses meanwhile, in autocommit to begin with. May be called on any
     * thread. An interrupt ends the waiting, and on a virtual thread also a statement.
     *
     * @param patience how long to wait for the connection, at most; never longer than configured
     * @throws PoolExhaustedException if none was free in time; the work was not begun
     * @throws SQLException what the work throws; or the database gave no connection, and the work was not begun
     */
    public <T> T withConnection(Duration patience, Work<T> work) throws SQLException {
        var connection = borrow(patience.compareTo(longest) < 0 ? patience : longest);
        boolean doubtful = false;
        var name = "";
        try {
            name = PoolSession.name(connection);
            return work.on(connection);
        } catch (SQLException e) {
            doubtful = SqlStates.connectionLost(e);
            throw e;
        } finally {
            giveBack(connection, name, doubtful);
            if (doubtful) {
                doubtOthers();
            }
        }
    }

    /**
     * Has the connections that are idle checked, since a server that became a standby is noticed by that only. Not for each
     * failure: Agroal wakes nobody for what it has checked, so checking all the time would make others wait.
     */
    private void doubtOthers() {
        long now = System.nanoTime();
        long last = doubtedAt.get();
        if (now - last > DOUBT_EVERY.toNanos() && doubtedAt.compareAndSet(last, now)) {
            pool.flush(FlushMode.INVALID);
        }
    }

    private Connection borrow(Duration patience) throws SQLException {
        long begin = System.nanoTime();
        admit(patience, begin);
        return opener.connect(patience.minusNanos(System.nanoTime() - begin));
    }

    private void admit(Duration patience, long begin) throws SQLException {
        try {
            // Not without a time, which would overtake those that wait
            if (places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                meters.atOnce();
                return;
            }
            if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                var waited = Duration.ofNanos(System.nanoTime() - begin);
                opener.requireAnswering(waited);
                throw meters.refused(waited);
            }
            meters.after(Duration.ofNanos(System.nanoTime() - begin));
        } catch (InterruptedException e) {
            throw ConnectionOpener.interrupted(e);
        }
    }

    /** Whatever happens here, the work is done and its outcome stands. */
    private void giveBack(Connection connection, String name, boolean doubtful) {
        try (connection) {
            if (doubtful) {
                PoolSession.close(connection);
            } else {
                reset(connection, name);
            }
        } catch (SQLException e) {
            LOG.debugf(e, "connection not given back");
        } finally {
            places.release();
        }
    }

    private void reset(Connection connection, String name) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        try {
            session.reset(connection, name);
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "connection thrown away");
            PoolSession.close(connection);
        }
    }

    /** What is done on a connection. It neither closes it nor keeps it. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
