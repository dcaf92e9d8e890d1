package io.incumbent.coordinator.tasks;

import io.incumbent.election.Role;
import io.incumbent.time.Deadline;

/** A task that an instance runs from time to time beside the election, in every role. */
public interface PeriodicTask {

    /** When to run it next. */
    Deadline dueAt();

    /**
     * Runs on the thread of the election loop: sets the next {@link #dueAt}, and runs blocking calls on another thread.
     */
    void run(Role role, long now);
}
