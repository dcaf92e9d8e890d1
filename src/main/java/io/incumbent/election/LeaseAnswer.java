package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/** The answer of Redis to {@link Command.AcquireLease}. An error is no refusal, so it has a type of its own. */
public sealed interface LeaseAnswer {

    /** The time that is left to a lease without expiry. */
    Duration NEVER = Deadline.LONGEST;

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
     * @param left time until the lease expires if it is not renewed; {@link #NEVER} if it does not
     * @param held the newest grant of the lease; empty if nobody holds it
     */
    record Refused(LeaseHolder holder, Term highest, Duration left, Optional<GrantStamp> held) implements LeaseAnswer {

        /** True if no correct run can have written this record: it lasts longer than its holder was granted. */
        public boolean impossible() {
            return held.isPresent()
                    && (left.equals(NEVER) || left.compareTo(held.get().ttl()) > 0);
        }
    }

    /** No answer, or an unusable one. The request may have taken effect all the same. */
    record Failed() implements LeaseAnswer {}
}
