package io.incumbent.database.connection;

import java.time.Duration;

/**
 * All connections of the pool for traffic were in use for as long as somebody was willing to wait; nothing was tried. The
 * database is well, as far as is known: asking again later can help.
 */
public final class PoolExhaustedException extends RuntimeException {

    private final int size;
    private final Duration waited;
    private final int waiting;

    /**
     * @param size how many connections the pool may have
     * @param waiting how many others still waited
     */
    public PoolExhaustedException(int size, Duration waited, int waiting) {
        super("pool exhausted size=" + size + " waitedMs=" + waited.toMillis() + " waiting=" + waiting);
        this.size = size;
        this.waited = waited;
        this.waiting = waiting;
    }

    public int size() {
        return size;
    }

    public Duration waited() {
        return waited;
    }

    public int waiting() {
        return waiting;
    }
}
