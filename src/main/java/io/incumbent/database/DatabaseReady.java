package io.incumbent.database;

/** Whether the database can be used. Answered from memory. */
public interface DatabaseReady {

    /** True from the moment on at which the schema was as this program needs it. */
    boolean ready();
}
