package io.incumbent.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is tried again: exponential, with full jitter, so that what failed together does not come back
 * together.
 *
 * @param first upper bound of the wait after the first attempt
 * @param factor by how much each further bound is longer
 * @param longest no bound is longer
 * @param maxAge what would be older than this at its next attempt is given up
 */
record RetrySchedule(Duration first, double factor, Duration longest, Duration maxAge, RandomGenerator chance) {

    /**
     * @param attempt that failed, from 1
     * @param atLeast what the target asked for; more than {@code longest} is not granted
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
}
