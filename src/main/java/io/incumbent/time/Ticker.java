package io.incumbent.time;

/** Elapsed time for deadlines inside this process, in nanoseconds. Rows are stamped by PostgreSQL, never from here. */
public interface Ticker {
    long nanos();
}
