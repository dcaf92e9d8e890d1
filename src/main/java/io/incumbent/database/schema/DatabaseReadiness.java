package io.incumbent.database.schema;

/** The state of the database's setup, answered from memory. */
public interface DatabaseReadiness {

    DatabaseStatus status();

    /** True once the schema has been as this program needs it. */
    default boolean ready() {
        return status().ready();
    }
}
