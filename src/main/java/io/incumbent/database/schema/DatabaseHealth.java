package io.incumbent.database.schema;

/** How far the database is. Answered from memory. */
public interface DatabaseHealth {

    DatabaseStatus status();

    /** True from the moment on at which the schema was as this program needs it. */
    default boolean ready() {
        return status().ready();
    }
}
