package io.incumbent.election;

import java.time.Duration;
import java.util.Optional;

/** A call that the election asks for. The coordinator makes it and returns the answer as an {@link Event}. */
public sealed interface Command {

    /**
     * Redis: acquire the lease if no bid holds it, or prolong it if this bid does, and store the term beside it.
     *
     * @param record what to store beside the lease; empty while bidding
     * @param atMost the call's time limit
     */
    record AcquireLease(Bid bid, Optional<LeaderRecord> record, Duration atMost) implements Command {}

    /** PostgreSQL: a new term, above {@code highest}, for this bid. */
    record ClaimTerm(Bid bid, Term highest, Duration atMost) implements Command {}

    /** PostgreSQL: prolong the term. */
    record RenewTerm(Bid bid, Term term, Duration atMost) implements Command {}

    /** PostgreSQL, on a fresh connection to the primary: who holds the term? */
    record Verify(Bid bid, Duration atMost) implements Command {}

    /** Wait until the fenced work in progress has finished. */
    record Drain(Bid bid, Duration atMost) implements Command {}

    /** PostgreSQL: release the term that this bid holds, if any, and close its history. */
    record ReleaseTerm(Bid bid, EndReason reason, Duration atMost) implements Command {}

    /** Redis: delete the lease if this bid holds it, and publish the release notification. */
    record ReleaseLease(Bid bid, Duration atMost) implements Command {}
}
