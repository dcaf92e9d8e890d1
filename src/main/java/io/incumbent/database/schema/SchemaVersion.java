package io.incumbent.database.schema;

import java.util.Optional;
import java.util.OptionalInt;

/** The version of the schema, compared with the one that this program needs. */
sealed interface SchemaVersion {

    /** This program works with the schema, if its parts are as the code uses them. */
    sealed interface Usable extends SchemaVersion {}

    /** The schema has the needed version. */
    record Current() implements Usable {}

    /**
     * A newer release has migrated the schema, and each of its migrations records that this program still works with it.
     *
     * @param found the version of the schema
     * @param worksWithFrom the least version of the program that works with it
     * @param program the version of this program
     */
    record NewerUsable(String found, String worksWithFrom, String program) implements Usable {}

    /** @param found the version of the schema; empty if there is none yet */
    record Behind(OptionalInt found) implements SchemaVersion {}

    /**
     * A newer release has migrated the schema, and may have changed parts that this one uses.
     *
     * @param found the version of the schema
     * @param worksWithFrom the least version of the program that works with it; empty if the schema does not record it, or
     *     not readably
     * @param program the version of this program
     */
    record Newer(String found, Optional<String> worksWithFrom, String program) implements SchemaVersion {}
}
