package io.incumbent.time;

import java.time.Duration;

/**
 * A moment on one process's monotonic clock. The clock may start anywhere and wraps, so two moments are only ever
 * compared by their difference.
 *
 * @param nanos the reading of {@link Ticker#nanos()} at that moment
 */
public record Deadline(long nanos) {

    /** Longer than any wait that means something; longer ones are cut to it, since the clock wraps. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    public static Deadline in(Duration wait, long now) {
        return new Deadline(now + (wait.compareTo(LONGEST) > 0 ? LONGEST : wait).toNanos());
    }

    /** True from the moment itself on: at the deadline, acting is no longer allowed. */
    public boolean passed(long now) {
        return now - nanos >= 0;
    }

    /** What is left until this moment; zero, never negative, once it has passed. */
    public Duration left(long now) {
        return passed(now) ? Duration.ZERO : Duration.ofNanos(nanos - now);
    }

    public Deadline earlier(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }

    public Deadline later(Deadline other) {
        return nanos - other.nanos >= 0 ? this : other;
    }
}
