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
 * Claims on the queue of this instance's group. All calls block on the database; none may be made on an event loop. An outcome
 * that was reported and whose answer was lost may be reported again: it is the same outcome of the same claim.
 */
public interface ClaimStore {

    /**
     * Claims up to {@code max} of the oldest due signals until {@code lease} from now.
     *
     * @param owner named in each claim
     * @return {@link ClaimResult.NotLeader} where the leader alone works and this instance is not it
     * @throws PoolExhaustedException if no connection was free in time
     * @throws FenceException if the database failed inside the fence; what was claimed all the same comes back at its deadline
     * @throws SQLException if the database failed outside of it; likewise
     */
    ClaimResult claim(String owner, int max, Duration lease) throws SQLException;

    /**
     * Reports outcomes, all in one statement.
     *
     * @return those that were still ours; the others have passed to somebody else and were not touched
     */
    Set<ClaimHandle> settle(Map<ClaimHandle, Outcome> outcomes) throws SQLException;

    /**
     * Moves the deadlines to {@code lease} from now.
     *
     * @return those that are still ours
     */
    Set<ClaimHandle> extend(Collection<ClaimHandle> claims, Duration lease) throws SQLException;

    /** What a claim came to. */
    sealed interface ClaimResult {

        /** @param signals those that are due longest, in order of arrival; empty if nothing is due */
        record Claimed(List<ClaimedSignal> signals) implements ClaimResult {}

        /** The leader alone works, and it is not here, or no longer. */
        record NotLeader() implements ClaimResult {}
    }
}
