package io.incumbent.coordinator;

import java.time.Duration;

/** One kind of rows that the leader removes once they are old. Found by {@link Maintenance}. */
public interface MaintenanceTask {

    /** How long the rows are kept. Ten times in that time, and at least every five minutes, they are looked for. */
    Duration retention();

    /** Removes what is old, in small transactions, and ends early if the process stops or this instance does not lead. */
    void run(StopCheck process) throws InterruptedException;

    /** Asked between two transactions. */
    @FunctionalInterface
    interface StopCheck {
        /** Waits for that time, or until the process stops. True if it stops. */
        boolean stopsWithin(Duration time) throws InterruptedException;
    }
}
