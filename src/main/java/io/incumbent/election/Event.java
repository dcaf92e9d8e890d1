package io.incumbent.election;

import java.util.Optional;

/**
 * What the core is told. Answers name the bid that they belong to, and may come late, twice, in any order, or never.
 * {@code askedAt} is the ticker's reading when the question was asked.
 */
public sealed interface Event {

    /** Time has passed. */
    record Tick() implements Event {}

    /** A notice says that the lease is free. A hint: it may be false and it may be missed. */
    record ReleaseNotified() implements Event {}

    record LeaseAnswered(Bid bid, long askedAt, LeaseAnswer answer) implements Event {}

    record TermAnswered(Bid bid, long askedAt, TermAnswer answer) implements Event {}

    record Verified(Bid bid, VerifyAnswer answer) implements Event {}

    /** The fenced work of this bid has finished, or the time for it is up. */
    record Drained(Bid bid) implements Event {}

    /** The term was released, or could not be: there is nothing more to do about it either way. */
    record TermReleased(Bid bid) implements Event {}

    /** The lease was released, or could not be: there is nothing more to do about it either way. */
    record LeaseReleased(Bid bid) implements Event {}

    /**
     * PostgreSQL, asked on a fresh connection while this bid was trusted, names another holder, or nobody.
     *
     * @param holder whom it names
     */
    record HolderMismatch(Bid bid, Optional<LeaderRecord> holder) implements Event {}

    /** Give the office up, if we hold or seek it, and stand again later. */
    record LeaveRequested(EndReason reason) implements Event {}

    /** Give the office up and never stand again. */
    record StopRequested() implements Event {}
}
