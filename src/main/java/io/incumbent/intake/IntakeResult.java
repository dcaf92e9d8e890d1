package io.incumbent.intake;

import io.incumbent.election.Term;
import java.util.Optional;
import java.util.UUID;

/** The result of a request to store a signal. */
public sealed interface IntakeResult
        permits IntakeResult.Accepted,
                IntakeResult.Duplicate,
                IntakeResult.Conflict,
                IntakeResult.Rejected,
                IntakeResult.Overloaded,
                IntakeResult.Unavailable,
                InvalidRequest {

    /**
     * The signal is stored durably.
     *
     * @param term the term it was stored under; empty if it was stored by an instance that does not lead
     */
    record Accepted(UUID id, Optional<Term> term) implements IntakeResult {}

    /** The same signal was stored before, as {@code id}. */
    record Duplicate(UUID id) implements IntakeResult {}

    /** A different body was stored under its key before, as {@code id}; nothing was stored now. */
    record Conflict(UUID id) implements IntakeResult {}

    /** This instance does not lead and may not store signals; nothing was stored. */
    record Rejected(RejectReason reason) implements IntakeResult {}

    /** Too many requests are in progress; nothing was stored. */
    record Overloaded() implements IntakeResult {}

    /** The database failed, or the outcome of the commit is unknown. The sender may safely send the signal again. */
    record Unavailable() implements IntakeResult {}

    /** The reason why an instance may not store a signal. */
    enum RejectReason {
        /** It was not the verified leader when the request arrived. */
        NOT_LEADER,
        /** It was the verified leader then, but no longer when the signal was to be stored. */
        LOST_LEADERSHIP
    }
}
