package io.incumbent.database.connection;

import java.time.Duration;

/**
 * All connections of the pool for traffic were in use for as long as the caller could wait; the work was not begun. The
 * database works, as far as is known, so a later attempt can succeed.
 */
public final class PoolExhaustedException extends RuntimeException {

    private final int size;
    private final Duration waited;
    private final int waiting;

    /**
     * @param size maximum number of connections of the pool
     * @param waited how long the caller waited
     * @param waiting number of other callers that still waited
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
