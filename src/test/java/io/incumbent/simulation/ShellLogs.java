package io.incumbent.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Switches the log of the product's shell off: thousands of worlds in which everything goes wrong have much to say. */
final class ShellLogs implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.incumbent.coordinator");
    private final @Nullable Level before = logger.getLevel();

    private ShellLogs() {
        logger.setLevel(Level.OFF);
    }

    static ShellLogs off() {
        return new ShellLogs();
    }

    @Override
    public void close() {
        logger.setLevel(before);
    }
}
