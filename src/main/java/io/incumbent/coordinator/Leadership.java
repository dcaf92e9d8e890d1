package io.incumbent.coordinator;

import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.election.Term;
import java.util.Optional;

/** What the rest of the code may ask about the office. Answers come from memory, except the fenced transaction. */
public interface Leadership {

    /** The term that this instance may act under at this very moment; empty if it is not the verified leader. */
    Optional<Term> term();

    /** Everything that this instance knows about the office at this very moment. */
    LeadershipState state();

    /**
     * Runs {@code work} in one transaction that commits only if this instance still holds its term: a successor's claim
     * waits for the transaction, or the transaction fails. The transaction is bounded by {@code incumbent.fence.limit}.
     *
     * @return what became of it; anything that {@code work} throws rolls back and is rethrown
     * @throws PoolExhaustedException if no connection was free in time; nothing was tried
     * @throws FenceException if the database failed, of type {@link FenceException.OutcomeUnknown} if nobody can know
     *     whether it was committed
     */
    <T> FencedResult<T> fenced(FencedWork<T> work);
}
