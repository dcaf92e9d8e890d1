package io.incumbent.election;

import java.time.Duration;
import java.util.Optional;

/** What PostgreSQL said to {@link Command.ClaimTerm} and {@link Command.RenewTerm}. */
public sealed interface TermAnswer {

    /** The term is ours, for ttl from some moment after the question was asked. */
    record Granted(LeaderRecord record) implements TermAnswer {}

    /**
     * The term is another's, or it is over.
     *
     * @param holder who holds it; empty if nobody does
     * @param left how long that office lasts, by the database's clock, if nobody renews it
     */
    record Refused(Optional<LeaderRecord> holder, Duration left) implements TermAnswer {}

    /** No answer. The question may have taken effect all the same. */
    record Failed() implements TermAnswer {}
}
