package io.incumbent.time;

/** Elapsed time for deadlines inside this process. Rows are stamped by PostgreSQL, never from here. */
@FunctionalInterface
public interface Ticker {

    /** Monotonic, in nanoseconds, from an arbitrary origin; may be negative and may wrap. */
    long nanos();
}
