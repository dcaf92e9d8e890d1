package io.incumbent.coordinator.fence;

import io.incumbent.election.Term;

/** The outcome of a fenced transaction. */
public sealed interface FencedResult<T> {

    /** Committed under {@code term}. */
    record Committed<T>(T value, Term term) implements FencedResult<T> {}

    /** This instance was not the verified leader; the work was not begun. */
    record NotLeader<T>() implements FencedResult<T> {}

    /** The term is not the present one any more; nothing was written. */
    record LostLeadership<T>(Term term) implements FencedResult<T> {}
}
