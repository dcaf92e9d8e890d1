package io.incumbent.database;

/** How this process is known to those who look at the server's sessions. */
@FunctionalInterface
public interface ProcessName {

    String name();
}
