package io.incumbent.database.schema;

import java.util.OptionalInt;

/** The version of the schema, compared with the one that this program needs. */
sealed interface SchemaVersion {

    /** The schema has the needed version. */
    record Current() implements SchemaVersion {}

    /** @param found the version of the schema; empty if there is none yet */
    record Behind(OptionalInt found) implements SchemaVersion {}

    /** A newer release has migrated the schema, and may have changed parts that this one uses. */
    record Newer(String found) implements SchemaVersion {}
}
