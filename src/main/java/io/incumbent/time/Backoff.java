package io.incumbent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential, with full jitter: each wait is anything between nothing and a bound that doubles, so that many instances
 * do not come back to a database in step.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator chance) {

    private static final int DOUBLINGS_MAX = 30;

    /** @param attempt how many tries have failed, from 1 */
    public Duration after(int attempt) {
        long bound = Math.min(longest.toMillis(), first.toMillis() << Math.clamp(attempt - 1L, 0, DOUBLINGS_MAX));
        return Duration.ofMillis(chance.nextLong(bound + 1));
    }
}
