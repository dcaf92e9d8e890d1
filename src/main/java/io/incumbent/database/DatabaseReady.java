package io.incumbent.database;

/** Whether the database has been reached and has the schema that the code needs. From memory. */
public interface DatabaseReady {

    boolean ready();
}
