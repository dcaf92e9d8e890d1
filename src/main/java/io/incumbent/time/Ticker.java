package io.incumbent.time;

/** A source of elapsed time for deadlines inside this process. Times in rows are PostgreSQL's, never from here. */
@FunctionalInterface
public interface Ticker {

    /** Monotonic, in nanoseconds, from an arbitrary origin; may be negative and may wrap. */
    long nanos();
}
