package io.incumbent.database.schema;

import java.util.OptionalInt;

/** How the version of the schema stands to the one that this program was built for. */
sealed interface SchemaVersion {

    /** As needed. */
    record Current() implements SchemaVersion {}

    /** @param found the version there; empty if there is no schema yet */
    record Behind(OptionalInt found) implements SchemaVersion {}

    /** Made by a newer release, which may have changed what this one relies on. */
    record Newer(String found) implements SchemaVersion {}
}
