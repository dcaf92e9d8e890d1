package io.incumbent.coordinator.tasks;

import io.incumbent.election.Role;
import io.incumbent.time.Deadline;

/** Something that an instance does beside the election, from time to time, whatever its role. */
public interface PeriodicTask {

    Deadline dueAt();

    /** Called on the heartbeat's thread: sets the next {@link #dueAt} and hands anything that may block to another. */
    void run(Role role, long now);
}
