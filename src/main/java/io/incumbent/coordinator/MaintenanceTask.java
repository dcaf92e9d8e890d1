package io.incumbent.coordinator;

import java.time.Duration;

/** One kind of rows that the leader removes once they are old. Found by {@link Maintenance}. */
public interface MaintenanceTask {

    /** How long the rows are kept. Ten times in that time, and at least every five minutes, they are looked for. */
    Duration retention();

    /** Removes what is old, in small transactions, and ends early if the process stops or this instance does not lead. */
    void run(Pause pause) throws InterruptedException;

    /** A pause between two transactions. */
    @FunctionalInterface
    interface Pause {
        /** @return true if the process stops */
        boolean stopsWithin(Duration time) throws InterruptedException;
    }
}
