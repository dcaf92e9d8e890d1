package io.incumbent.election;

import java.util.Optional;

/** The answer of a store that was only asked what it holds: {@link Command.ReadLease} and {@link Command.ReadTerm}. */
public sealed interface ReadAnswer {

    /** @param held the newest grant; empty if nobody holds the record, or if it has no stamp that could be compared */
    record Read(Optional<GrantStamp> held) implements ReadAnswer {}

    /** No answer. */
    record Failed() implements ReadAnswer {}
}
