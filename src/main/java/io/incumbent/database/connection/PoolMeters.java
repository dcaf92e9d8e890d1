package io.incumbent.database.connection;

import io.incumbent.logging.OutageLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** The meters and the log of the pool for traffic: waits for a connection, and waits without success. */
final class PoolMeters {

    private final Semaphore permits;
    private final int size;
    private final Timer waits;
    private final Counter refused;
    private final OutageLog outages;

    PoolMeters(MeterRegistry registry, Semaphore permits, int size) {
        this.permits = permits;
        this.size = size;
        this.outages = new OutageLog(
                Logger.getLogger(PoolMeters.class),
                cause ->
                        "%s key=incumbent.pool.max-size value=%d: raise it if the server has more connections, or find in"
                                        .formatted(cause.getMessage(), size)
                                + " pg_stat_activity the sessions that hold them",
                "pool has free connections again");
        waits = Timer.builder("incumbent.pool.wait")
                .description("Time that callers waited for a free connection of the pool for traffic")
                .register(registry);
        refused = Counter.builder("incumbent.pool.exhausted")
                .description("Requests for a connection of the pool for traffic that got none in time")
                .register(registry);
        Gauge.builder("incumbent.pool.waiting", permits, Semaphore::getQueueLength)
                .description("Callers that wait for a free connection of the pool for traffic")
                .register(registry);
        Gauge.builder("incumbent.pool.in.use", permits, free -> size - free.availablePermits())
                .description("Connections of the pool for traffic that are in use")
                .register(registry);
    }

    /** A connection was free, so no caller waits any more. */
    void atOnce() {
        waits.record(Duration.ZERO);
        outages.worked();
    }

    void after(Duration waited) {
        waits.record(waited);
    }

    PoolExhaustedException refused(Duration waited) {
        waits.record(waited);
        refused.increment();
        var outcome = new PoolExhaustedException(size, waited, permits.getQueueLength());
        outages.failed(outcome);
        return outcome;
    }
}
