package io.incumbent.election;

import java.util.Optional;

/**
 * An event that the election reacts to. An answer names its bid, and may come late, twice, in any order, or never.
 * {@code askedAt} is the ticker's reading right before the request was sent.
 */
public sealed interface Event {

    /** Time has passed. */
    record Tick() implements Event {}

    /** A notification that the lease is free. It is a hint: it may be false, and it may be missed. */
    record ReleaseNotified() implements Event {}

    record LeaseAnswered(Bid bid, long askedAt, LeaseAnswer answer) implements Event {}

    record TermAnswered(Bid bid, long askedAt, TermAnswer answer) implements Event {}

    record LeaseRead(Bid bid, ReadAnswer answer) implements Event {}

    record TermRead(Bid bid, ReadAnswer answer) implements Event {}

    record Verified(Bid bid, VerifyAnswer answer) implements Event {}

    /** The fenced work of this bid has finished, or its time limit has passed. */
    record Drained(Bid bid) implements Event {}

    /** The attempt to release the term has ended, with or without success. */
    record TermReleased(Bid bid) implements Event {}

    /** The attempt to release the lease has ended, with or without success. */
    record LeaseReleased(Bid bid) implements Event {}

    /**
     * PostgreSQL, asked on a fresh connection while this bid was trusted, names another holder or none.
     *
     * @param holder the holder that PostgreSQL names; empty if none
     */
    record HolderMismatch(Bid bid, Optional<LeaderRecord> holder) implements Event {}

    /**
     * The wall clock went ahead of the counting clock by more than a bound: perhaps this process was stopped for a time
     * that its clock did not count. What was granted before may be over.
     */
    record ClockJumped() implements Event {}

    /** A request to give up leadership or candidacy, and to bid again later. */
    record LeaveRequested(EndReason reason) implements Event {}

    /** A request to give up leadership or candidacy, and never to bid again. */
    record StopRequested() implements Event {}
}
