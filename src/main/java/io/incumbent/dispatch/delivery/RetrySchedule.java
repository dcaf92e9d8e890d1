package io.incumbent.dispatch.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is followed by another, for deliveries and for workers that claim over HTTP alike: exponential, with
 * full jitter, so that what failed together does not come back together.
 */
@Singleton
public final class RetrySchedule {

    private final Duration first;
    private final double factor;
    private final Duration longest;
    private final Duration maxAge;
    private final RandomGenerator chance;

    @Inject
    RetrySchedule(DeliveryConfig config) {
        this(config, new SecureRandom());
    }

    RetrySchedule(DeliveryConfig config, RandomGenerator chance) {
        this.first = config.retryFirst();
        this.factor = config.retryFactor();
        this.longest = config.retryLongest();
        this.maxAge = config.maxAge();
        this.chance = chance;
    }

    /**
     * How long to wait before the next attempt.
     *
     * @param attempt that failed, from 1
     */
    public Duration pause(int attempt) {
        return pause(attempt, Duration.ZERO);
    }

    /**
     * @param attempt that failed, from 1
     * @param atLeast what the target asked for; more than the longest pause is not granted
     */
    Duration pause(int attempt, Duration atLeast) {
        double bound =
                Math.min(first.toMillis() * Math.pow(factor, Math.max(0, attempt - 1)), (double) longest.toMillis());
        var drawn = Duration.ofMillis(chance.nextLong((long) bound + 1));
        var asked = atLeast.compareTo(longest) < 0 ? atLeast : longest;
        return drawn.compareTo(asked) < 0 ? asked : drawn;
    }

    /** Whether the next attempt would come too late. */
    boolean tooOld(Duration age, Duration pause) {
        return age.plus(pause).compareTo(maxAge) > 0;
    }

    /** A signal that is older at its next attempt is given up. */
    Duration maxAge() {
        return maxAge;
    }
}
