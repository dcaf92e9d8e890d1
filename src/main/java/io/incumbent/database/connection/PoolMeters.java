package io.incumbent.database.connection;

import io.incumbent.logging.OutageLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Counts who waited for a connection and who did so in vain; logs when that begins and when it is over. */
final class PoolMeters {

    private final Semaphore places;
    private final int size;
    private final Timer waits;
    private final Counter refused;
    private final OutageLog outages;

    PoolMeters(MeterRegistry registry, Semaphore places, int size) {
        this.places = places;
        this.size = size;
        this.outages = new OutageLog(
                Logger.getLogger(PoolMeters.class),
                cause -> "%s key=incumbent.pool.max-size value=%d: raise it if the server has more to give, or find in"
                                .formatted(cause.getMessage(), size)
                        + " pg_stat_activity what holds them",
                "pool has free connections again");
        waits = Timer.builder("incumbent.pool.wait")
                .description("How long was waited for a free connection of the pool for traffic")
                .register(registry);
        refused = Counter.builder("incumbent.pool.exhausted")
                .description("How often no connection of the pool for traffic was free in time")
                .register(registry);
        Gauge.builder("incumbent.pool.waiting", places, Semaphore::getQueueLength)
                .description("How many wait for a free connection of the pool for traffic")
                .register(registry);
        Gauge.builder("incumbent.pool.in.use", places, free -> size - free.availablePermits())
                .description("How many connections of the pool for traffic are in use")
                .register(registry);
    }

    /** A place was free, so nobody waits any more. */
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
        var outcome = new PoolExhaustedException(size, waited, places.getQueueLength());
        outages.failed(outcome);
        return outcome;
    }
}
