package io.incumbent.coordinator.fence;

import io.incumbent.election.Term;

/** What became of a fenced transaction. */
public sealed interface FencedResult<T> {

    /** Committed under {@code term}. */
    record Committed<T>(T value, Term term) implements FencedResult<T> {}

    /** This instance was not the verified leader to begin with; nothing was tried. */
    record NotLeader<T>() implements FencedResult<T> {}

    /** Another holds the term by now; nothing was written. */
    record LostLeadership<T>(Term term) implements FencedResult<T> {}
}
