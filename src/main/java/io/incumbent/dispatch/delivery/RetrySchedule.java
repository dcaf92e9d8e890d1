package io.incumbent.dispatch.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the time of the next attempt, for deliveries and for workers that claim over HTTP alike. The back-off is exponential
 * with full jitter, so that signals that failed together are not retried together.
 */
@Singleton
public final class RetrySchedule {

    private final Duration first;
    private final double factor;
    private final Duration longest;
    private final Duration maxAge;
    private final RandomGenerator random;

    @Inject
    RetrySchedule(DeliveryConfig config) {
        this(config, new SecureRandom());
    }

    RetrySchedule(DeliveryConfig config, RandomGenerator random) {
        this.first = config.retryFirst();
        this.factor = config.retryFactor();
        this.longest = config.retryLongest();
        this.maxAge = config.maxAge();
        this.random = random;
    }

    /**
     * @param attempt number of the attempt that failed, from 1
     * @return how long to wait before the next one
     */
    public Duration pause(int attempt) {
        return pause(attempt, Duration.ZERO);
    }

    /**
     * @param attempt number of the attempt that failed, from 1
     * @param atLeast the target's Retry-After; it is limited to the longest pause
     */
    Duration pause(int attempt, Duration atLeast) {
        double bound =
                Math.min(first.toMillis() * Math.pow(factor, Math.max(0, attempt - 1)), (double) longest.toMillis());
        var drawn = Duration.ofMillis(random.nextLong((long) bound + 1));
        var asked = atLeast.compareTo(longest) < 0 ? atLeast : longest;
        return drawn.compareTo(asked) < 0 ? asked : drawn;
    }

    /** @return whether the signal is to be given up, because the next attempt would come after {@link #maxAge()} */
    boolean tooOld(Duration age, Duration pause) {
        return age.plus(pause).compareTo(maxAge) > 0;
    }

    /** The highest age of a signal at an attempt. */
    Duration maxAge() {
        return maxAge;
    }
}
