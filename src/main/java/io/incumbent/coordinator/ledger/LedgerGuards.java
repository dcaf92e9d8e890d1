package io.incumbent.coordinator.ledger;

import io.smallrye.faulttolerance.api.Guard;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;

/**
 * The limits of the calls to the ledger. Built from {@link LedgerConfig} and not by annotations: those take bare numbers,
 * and each of our durations has a unit.
 *
 * <p>A time limit interrupts the calling thread. That ends a read from a socket on a virtual thread only, and the driver
 * then closes the connection; on a platform thread the socket's own, longer limit has to do.
 */
@Singleton
public class LedgerGuards {

    /** What is retried is safe to be done twice, since each statement names its bid. */
    private final Guard withRetry;

    private final Guard withoutRetry;
    /** A sign of life that is left out harms nobody; a renewal is never left out. */
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
     * Once through all parts of a guard, on the thread that starts the process, so that their classes are initialised before
     * the first virtual thread comes. One that waits for another's class initialiser keeps its carrier; with two cores there
     * are two, and when both waited for a third thread that had none left to run on, nothing ever moved again.
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
            throw new IllegalStateException("a guard did not let through what cannot fail", e);
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
