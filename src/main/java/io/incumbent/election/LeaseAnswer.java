package io.incumbent.election;

import java.time.Duration;

/** The answer of Redis to {@link Command.AcquireLease}. An error is no refusal, so it has a type of its own. */
public sealed interface LeaseAnswer {

    /**
     * The bid holds the lease, for ttl from some moment after the request was sent.
     *
     * @param highest the highest term that Redis knows, including the one in the request
     */
    record Granted(Term highest) implements LeaseAnswer {}

    /**
     * Another bid holds the lease, or a higher term was stored.
     *
     * @param holder the holder; it has the same bid if only the higher term was the reason
     * @param highest the highest term that Redis knows
     * @param left time until the lease expires if it is not renewed
     */
    record Refused(LeaseHolder holder, Term highest, Duration left) implements LeaseAnswer {}

    /** No answer, or an unusable one. The request may have taken effect all the same. */
    record Failed() implements LeaseAnswer {}
}
