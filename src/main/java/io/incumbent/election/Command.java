package io.incumbent.election;

import java.time.Duration;
import java.util.Optional;

/** A call that the election asks for. The coordinator makes it and returns the answer as an {@link Event}. */
public sealed interface Command {

    /**
     * Redis: acquire the lease if no bid holds it, or prolong it if this bid does, and store the term beside it.
     *
     * @param record what to store beside the lease; empty while bidding
     * @param observed also take the lease over if this is still its newest grant and its record is impossible
     * @param atMost the call's time limit
     */
    record AcquireLease(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed, Duration atMost)
            implements Command {}

    /** Redis: who holds the lease? Nothing is changed there, also if the answer never comes. */
    record ReadLease(Bid bid, Duration atMost) implements Command {}

    /**
     * PostgreSQL: a new term, above {@code highest}, for this bid.
     *
     * @param observed also take the term over if this is still its newest grant and its record is impossible
     */
    record ClaimTerm(Bid bid, Term highest, Optional<GrantStamp> observed, Duration atMost) implements Command {}

    /** PostgreSQL: who holds the term? Nothing is changed there, also if the answer never comes. */
    record ReadTerm(Bid bid, Duration atMost) implements Command {}

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
