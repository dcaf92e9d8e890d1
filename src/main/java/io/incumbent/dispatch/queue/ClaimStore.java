package io.incumbent.dispatch.queue;

import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.database.connection.PoolExhaustedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The claims on the queue of this instance's group. All methods block on the database, so none may be called on an event loop. A
 * report whose answer was lost may be repeated: it is the same outcome of the same claim.
 */
public interface ClaimStore {

    /**
     * Claims up to {@code max} of the oldest due signals until {@code lease} from now.
     *
     * @param owner the owner of the claims
     * @return {@link ClaimResult.NotLeader} if only the leader works and this instance does not lead
     * @throws PoolExhaustedException if no connection was free in time
     * @throws FenceException if the database failed inside the fence; signals that were claimed nevertheless are due at their deadline
     * @throws SQLException if the database failed outside of it; likewise
     */
    ClaimResult claim(String owner, int max, Duration lease) throws SQLException;

    /**
     * Reports outcomes, all in one statement.
     *
     * @return the claims that were still held; all others were taken over and not changed
     */
    Set<ClaimHandle> settle(Map<ClaimHandle, Outcome> outcomes) throws SQLException;

    /**
     * Extends claims until {@code lease} from now.
     *
     * @return the claims that are still held
     */
    Set<ClaimHandle> extend(Collection<ClaimHandle> claims, Duration lease) throws SQLException;

    /** The result of a claim. */
    sealed interface ClaimResult {

        /** @param signals the signals that have been due longest, in order of arrival; empty if none is due */
        record Claimed(List<ClaimedSignal> signals) implements ClaimResult {}

        /** Only the leader works, and this instance does not lead or no longer does. */
        record NotLeader() implements ClaimResult {}
    }
}
