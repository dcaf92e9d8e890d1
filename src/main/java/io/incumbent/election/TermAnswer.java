package io.incumbent.election;

import java.time.Duration;
import java.util.Optional;

/** The answer of PostgreSQL to {@link Command.ClaimTerm} and {@link Command.RenewTerm}. */
public sealed interface TermAnswer {

    /** The bid holds the term, for ttl from some moment after the request was sent. */
    record Granted(LeaderRecord record) implements TermAnswer {}

    /**
     * Another bid holds the term, or it is over.
     *
     * @param holder the present leadership; empty if there is none
     * @param left time until it expires by the database's clock if it is not renewed
     * @param held the newest grant of the term; empty if there is none, or if the row has no readable stamp or ttl
     */
    record Refused(Optional<LeaderRecord> holder, Duration left, Optional<GrantStamp> held) implements TermAnswer {

        /** True if no correct run can have written this record: it lasts longer than its holder was granted. */
        public boolean impossible() {
            return held.isPresent() && left.compareTo(held.get().ttl()) > 0;
        }
    }

    /** No answer. The request may have taken effect all the same. */
    record Failed() implements TermAnswer {}
}
