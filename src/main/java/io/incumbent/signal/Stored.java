package io.incumbent.signal;

import java.util.UUID;

/** What the database made of an {@link Entry}. */
sealed interface Stored {

    /** It is stored from now on. */
    record New(UUID id) implements Stored {}

    /** The same was stored before. */
    record Repeat(UUID id) implements Stored {}

    /** Another body was stored under the same key before. */
    record Conflict(UUID id) implements Stored {}
}
