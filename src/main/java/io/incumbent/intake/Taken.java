package io.incumbent.intake;

import io.incumbent.election.Term;
import java.util.Optional;
import java.util.UUID;

/** The result of a request to take a signal. */
public sealed interface Taken
        permits Taken.Accepted,
                Taken.Duplicate,
                Taken.Conflict,
                Taken.Rejected,
                Taken.Overloaded,
                Taken.Unavailable,
                Refusal {

    /**
     * Stored, and durable.
     *
     * @param term the term it was taken under; empty if an instance stored it that does not lead
     */
    record Accepted(UUID id, Optional<Term> term) implements Taken {}

    /** It was stored before. */
    record Duplicate(UUID id) implements Taken {}

    /** Another body was stored under its key before, as {@code id}; nothing was stored now. */
    record Conflict(UUID id) implements Taken {}

    /** This instance may not take signals; nothing was stored. */
    record Rejected(Why why) implements Taken {}

    /** As many wait as may wait; nothing was stored. */
    record Overloaded() implements Taken {}

    /** The database did not store it, or did not say that it has. Sent again, it is answered by what is true then. */
    record Unavailable() implements Taken {}

    /** Why an instance may not take a signal. */
    enum Why {
        /** It was not the verified leader when the request came. */
        NOT_LEADER,
        /** It was, and no longer when the signal was to be stored. */
        LOST_LEADERSHIP
    }
}
