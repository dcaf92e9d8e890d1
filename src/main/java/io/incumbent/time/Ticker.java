package io.incumbent.time;

/** A source of elapsed time for deadlines inside this process. Times in rows are PostgreSQL's, never from here. */
@FunctionalInterface
public interface Ticker {

    /**
     * Monotonic, in nanoseconds, from an arbitrary origin; may be negative and may wrap. It counts the time for which the
     * machine was suspended ({@link SystemTicker}). What waits does not: {@code poll}, {@code awaitNanos} and
     * {@code parkNanos} continue after a suspension as if it had not been. So a wait may end late, and only a deadline that
     * is compared with this clock afterwards says whether something is still allowed.
     */
    long nanos();
}
