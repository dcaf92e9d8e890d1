package io.incumbent.intake;

import io.incumbent.election.Term;
import java.util.Optional;
import java.util.UUID;

/** The result of a request to take a signal. */
public sealed interface IntakeResult
        permits IntakeResult.Accepted,
                IntakeResult.Duplicate,
                IntakeResult.Conflict,
                IntakeResult.Rejected,
                IntakeResult.Overloaded,
                IntakeResult.Unavailable,
                InvalidRequest {

    /**
     * Stored, and durable.
     *
     * @param term the term it was taken under; empty if an instance stored it that does not lead
     */
    record Accepted(UUID id, Optional<Term> term) implements IntakeResult {}

    /** It was stored before. */
    record Duplicate(UUID id) implements IntakeResult {}

    /** Another body was stored under its key before, as {@code id}; nothing was stored now. */
    record Conflict(UUID id) implements IntakeResult {}

    /** This instance may not take signals; nothing was stored. */
    record Rejected(RejectReason reason) implements IntakeResult {}

    /** As many wait as may wait; nothing was stored. */
    record Overloaded() implements IntakeResult {}

    /** The database did not store it, or did not say that it has. Sent again, it is answered by what is true then. */
    record Unavailable() implements IntakeResult {}

    /** Why an instance may not take a signal. */
    enum RejectReason {
        /** It was not the verified leader when the request came. */
        NOT_LEADER,
        /** It was, and no longer when the signal was to be stored. */
        LOST_LEADERSHIP
    }
}
