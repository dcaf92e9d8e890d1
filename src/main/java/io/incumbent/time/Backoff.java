package io.incumbent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: each wait is drawn between zero and a bound that doubles, so that many instances
 * do not return to a database at the same time.
 *
 * @param first the bound of the first wait
 * @param longest the upper limit of the bound
 * @param chance the source of jitter
 */
public record Backoff(Duration first, Duration longest, RandomGenerator chance) {

    private static final int DOUBLINGS_MAX = 30;

    /** @param attempt how many tries have failed, from 1 */
    public Duration after(int attempt) {
        long bound = Math.min(longest.toMillis(), first.toMillis() << Math.clamp(attempt - 1L, 0, DOUBLINGS_MAX));
        return Duration.ofMillis(chance.nextLong(bound + 1));
    }
}
