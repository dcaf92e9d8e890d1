package io.incumbent.coordinator.ledger;

import io.smallrye.faulttolerance.api.Guard;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;

/**
 * The guards of the calls to the ledger: time limit, retry and circuit breaker. They are built from {@link LedgerConfig}
 * and not by annotations, which take numbers without a unit.
 *
 * <p>A time limit interrupts the calling thread. On a virtual thread that ends a read from a socket, and the driver
 * closes the connection. On a platform thread only the socket's own, longer limit does.
 */
@Singleton
public class LedgerGuards {

    /** For statements that are idempotent, since each names its bid. */
    private final Guard withRetry;

    private final Guard withoutRetry;
    /** For heartbeats only: leaving one out does no harm. A renewal is never left out. */
    private final Guard withCircuitBreaker;

    public LedgerGuards(LedgerConfig config, LedgerLimits limits) {
        withRetry = limited("ledger renewal", limits.attempt())
                .withRetry()
                .maxRetries(limits.retries())
                .delay(limits.retryDelay().toMillis(), ChronoUnit.MILLIS)
                .jitter(limits.retryJitter().toMillis(), ChronoUnit.MILLIS)
                .done()
                .build();
        withoutRetry = limited("ledger claim", limits.claim()).build();
        withCircuitBreaker = limited("ledger sign of life", limits.attempt())
                .withCircuitBreaker()
                .requestVolumeThreshold(4)
                .failureRatio(0.5)
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .done()
                .build();
        warmUp();
    }

    /**
     * Calls a guard with all parts once, on the thread that starts the process, so that their classes are initialised
     * before the first virtual thread uses them. A virtual thread that waits for a class initialiser keeps its carrier.
     * With two cores there are two carriers, and a deadlock was seen: both waited for a third thread that had no
     * carrier.
     */
    private static void warmUp() {
        try {
            limited("warm-up", Duration.ofMinutes(1))
                    .withRetry()
                    .done()
                    .withCircuitBreaker()
                    .done()
                    .build()
                    .call(() -> true, Boolean.class);
        } catch (Exception e) {
            throw new IllegalStateException("a guard refused a call that cannot fail", e);
        }
    }

    <T> T withRetry(Callable<T> call, Class<T> type) throws Exception {
        return withRetry.call(call, type);
    }

    <T> T withoutRetry(Callable<T> call, Class<T> type) throws Exception {
        return withoutRetry.call(call, type);
    }

    boolean withCircuitBreaker(Callable<Boolean> call) throws Exception {
        return withCircuitBreaker.call(call, Boolean.class);
    }

    private static Guard.Builder limited(String name, Duration limit) {
        return Guard.create()
                .withDescription(name)
                .withTimeout()
                .duration(limit.toMillis(), ChronoUnit.MILLIS)
                .done();
    }
}
