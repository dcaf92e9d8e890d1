package io.incumbent.election;

import java.util.Optional;

/** What a fresh connection to the primary saw, in answer to {@link Command.Verify}. */
public sealed interface VerifyAnswer {

    /** @param holder the present holder of the term; empty if nobody holds it */
    record Seen(Optional<LeaderRecord> holder) implements VerifyAnswer {}

    /** No answer, or it came from a standby. */
    record Failed() implements VerifyAnswer {}
}
