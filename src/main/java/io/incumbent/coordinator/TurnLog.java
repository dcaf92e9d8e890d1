package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.util.List;
import java.util.Optional;

/** Is told of every step of the election, in order. */
interface TurnLog {

    /** This instance is registered, and bidding begins. */
    void started(InstanceIdentity identity, Timing timing);

    /** When it wants to be told of a tick at the latest. */
    Optional<Deadline> wakeAt(Role role, long now);

    /** The commands of this step have been started. */
    void turned(Role before, Event event, Step step, long now);

    /** Tells all of these, one after the other. */
    record All(List<TurnLog> logs) implements TurnLog {

        @Override
        public void started(InstanceIdentity identity, Timing timing) {
            logs.forEach(it -> it.started(identity, timing));
        }

        @Override
        public Optional<Deadline> wakeAt(Role role, long now) {
            return logs.stream().flatMap(it -> it.wakeAt(role, now).stream()).reduce(Deadline::earlier);
        }

        @Override
        public void turned(Role before, Event event, Step step, long now) {
            logs.forEach(it -> it.turned(before, event, step, now));
        }
    }
}
