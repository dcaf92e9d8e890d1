package io.incumbent.coordinator;

import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.election.Term;
import java.util.Optional;

/** The leadership of this instance, for the rest of the code. Answers come from memory, except the fenced transaction. */
public interface Leadership {

    /** The term that this instance may act under at this very moment; empty if it is not the verified leader. */
    Optional<Term> term();

    /** The state of the leadership as this instance knows it at this very moment. */
    LeadershipState state();

    /**
     * Runs {@code work} in one transaction that commits only if this instance still holds its term: a successor's claim
     * waits for the transaction, or the transaction fails. The transaction is bounded by {@code incumbent.fence.limit}.
     *
     * @return the outcome; any exception of {@code work} rolls back and is rethrown
     * @throws PoolExhaustedException if no connection was free in time; the work was not begun
     * @throws FenceException if the database failed, of type {@link FenceException.OutcomeUnknown} if it is unknown
     *     whether the transaction was committed
     */
    <T> FencedResult<T> fenced(FencedWork<T> work);
}
