package io.incumbent.election;

import java.time.Duration;

/** What Redis said to {@link Command.AcquireLease}. An error is not a no: three answers, three types. */
public sealed interface LeaseAnswer {

    /**
     * The lease is ours, for ttl from some moment after the question was asked.
     *
     * @param highest the highest term that Redis knows, ours included if we brought one
     */
    record Granted(Term highest) implements LeaseAnswer {}

    /**
     * Another holds it, or a higher term than ours was stored.
     *
     * @param holder the holder; its bid is our own if only the higher term stands against us
     * @param highest the highest term that Redis knows
     * @param left how long the lease lives if nobody renews it
     */
    record Refused(LeaseHolder holder, Term highest, Duration left) implements LeaseAnswer {}

    /** No answer, or an unusable one. The question may have taken effect all the same. */
    record Failed() implements LeaseAnswer {}
}
