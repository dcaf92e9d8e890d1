package io.incumbent.dispatch.queue;

import io.incumbent.database.connection.PoolExhaustedException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes signals of this instance's group due now that were given up or wait for their next attempt. Works on every instance,
 * without a term: it only changes when a signal is due. A signal with an ordering key still waits for earlier open signals of
 * its key and for one in progress. A call that failed may have taken effect; repeating it is safe.
 */
public interface ManualRetry {

    /**
     * Makes one signal due now that is {@code DEAD} or {@code FAILED}.
     *
     * @throws PoolExhaustedException if no connection was free in time
     * @throws SQLException if the database failed
     */
    RetryResult retry(UUID signal) throws SQLException;

    /**
     * Makes signals due now that are {@code DEAD}, the oldest first.
     *
     * @param source only signals of this source; of all sources if empty
     * @param atMost maximum number of signals, 1 or more
     * @throws PoolExhaustedException if no connection was free in time
     * @throws SQLException if the database failed
     */
    BulkResult retryDead(Optional<String> source, int atMost) throws SQLException;

    /** The result for one signal. */
    sealed interface RetryResult {

        record Queued() implements RetryResult {}

        /**
         * The signal is neither {@code DEAD} nor {@code FAILED}.
         *
         * @param status as stored, which may be one of a newer release
         */
        record NotWaiting(String status) implements RetryResult {}

        record Unknown() implements RetryResult {}
    }

    /**
     * The result of a bulk retry.
     *
     * @param retried number of signals that were made due
     * @param more whether signals are left that were given up
     */
    record BulkResult(int retried, boolean more) {}
}
