package io.incumbent.database;

/** How far the database is. Answered from memory. */
public interface DatabaseHealth extends DatabaseReady {

    DatabaseStatus status();

    @Override
    default boolean ready() {
        return status().ready();
    }
}
