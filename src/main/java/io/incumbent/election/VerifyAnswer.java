package io.incumbent.election;

import java.util.Optional;

/** The answer to {@link Command.Verify}, read on a fresh connection to the primary. */
public sealed interface VerifyAnswer {

    /** @param holder the present leadership; empty if there is none */
    record Seen(Optional<LeaderRecord> holder) implements VerifyAnswer {}

    /** No answer, or it came from a standby. */
    record Failed() implements VerifyAnswer {}
}
