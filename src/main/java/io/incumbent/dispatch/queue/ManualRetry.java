package io.incumbent.dispatch.queue;

import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.signal.DeliveryStatus;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Brings signals of this instance's group back that were given up, or whose next attempt would be later. On every instance,
 * without a term: it only makes due, and whoever may claim it will. An ordered one is due again like any other, and waits
 * for those before it and for the one of its ordering key that is under way. If a call fails it may have taken effect;
 * made again, it does nothing a second time.
 */
public interface ManualRetry {

    /**
     * Makes one signal due now that was given up or waits for its next attempt.
     *
     * @throws PoolExhaustedException if no connection was free in time
     * @throws SQLException if the database failed
     */
    RetryResult retry(UUID signal) throws SQLException;

    /**
     * Makes those due now that were given up, the oldest first.
     *
     * @param source only those of this source; of all if empty
     * @param atMost how many, 1 or more
     * @throws PoolExhaustedException if no connection was free in time
     * @throws SQLException if the database failed
     */
    BulkResult retryDead(Optional<String> source, int atMost) throws SQLException;

    /** What became of one. */
    sealed interface RetryResult {

        record Queued() implements RetryResult {}

        /** It is in a status from which there is nothing to bring back. */
        record NotWaiting(DeliveryStatus status) implements RetryResult {}

        record Unknown() implements RetryResult {}
    }

    /**
     * What became of many.
     *
     * @param retried how many are due now
     * @param more whether others were left that are given up
     */
    record BulkResult(int retried, boolean more) {}
}
