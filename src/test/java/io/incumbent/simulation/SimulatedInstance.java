package io.incumbent.simulation;

import io.incumbent.election.Command;
import io.incumbent.election.Election;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.simulation.SimulatedNetwork.Store;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One simulated process: a clock, a role, an inbox that fills while it is paused. */
final class SimulatedInstance {

    private final String id;
    private final Simulation simulation;
    private final DriftingClock clock;
    private final Election election;
    private final SimulatedExecutor executor;
    private final Set<Store> cutOff = EnumSet.noneOf(Store.class);
    private final List<Runnable> inbox = new ArrayList<>();
    private Role role;
    private boolean paused;
    private boolean crashed;
    private boolean slow;
    private long wakeGeneration;
    private Optional<Deadline> wakeAt = Optional.empty();

    SimulatedInstance(String id, Simulation simulation, DriftingClock clock) {
        this.id = id;
        this.simulation = simulation;
        this.clock = clock;
        this.election = new Election(simulation.parameters().timing(), simulation.chance());
        this.executor = new SimulatedExecutor(simulation, this);
        this.role = election.start(id, now());
        planWake();
        new SimulatedSplitBrainCheck(simulation, this).plan();
    }

    /** Something reaches this process. Nothing reaches a crashed one, and a paused one hears of it on waking. */
    void deliver(Runnable arrival) {
        if (crashed) {
            return;
        }
        if (paused) {
            inbox.add(arrival);
        } else {
            arrival.run();
        }
    }

    void afterLocally(Duration wait, Runnable action) {
        simulation.scheduler().at(clock.whenItShows(now() + wait.toNanos()), () -> deliver(action));
    }

    void handle(Event event) {
        var before = role;
        var step = election.next(role, event, now());
        role = step.role();
        simulation.checker().stepped(this, before, event, step);
        for (Command command : step.commands()) {
            executor.carryOut(command);
        }
        planWake();
    }

    /** Timers of roles that are over fire too late to matter, as in a real shell; only the newest is asked. */
    private void planWake() {
        if (!role.wakeAt().equals(wakeAt)) {
            wakeAt = role.wakeAt();
            long generation = ++wakeGeneration;
            wakeAt.ifPresent(at -> simulation
                    .scheduler()
                    .at(
                            clock.whenItShows(at.nanos()),
                            () -> deliver(() -> {
                                if (generation == wakeGeneration) {
                                    wakeAt = Optional.empty();
                                    handle(new Event.Tick());
                                }
                            })));
        }
    }

    /** When the core is due to hear the time, in real time. */
    Optional<Long> wakesAt() {
        return wakeAt.map(at -> clock.whenItShows(at.nanos()));
    }

    void pause() {
        paused = true;
    }

    /** What queued up is handled now, with the time that it is now. Threads of a real process race for it. */
    void resume(boolean inOrder) {
        if (paused && !crashed) {
            paused = false;
            var queued = new ArrayList<>(inbox);
            inbox.clear();
            if (!inOrder) {
                Collections.shuffle(queued, new Random(simulation.chance().nextLong()));
            }
            queued.forEach(this::deliver);
        }
    }

    void crash() {
        crashed = true;
        inbox.clear();
    }

    void cutOff(Store store, boolean isCut) {
        if (isCut) {
            cutOff.add(store);
        } else {
            cutOff.remove(store);
        }
    }

    void slow(boolean isSlow) {
        slow = isSlow;
    }

    /** Whether this instance's messages take long. */
    boolean slow() {
        return slow;
    }

    boolean cutOffFrom(Store store) {
        return cutOff.contains(store);
    }

    /** What this process would answer to "do I lead?". Its clock answers although it is paused. */
    Optional<LeaderRecord> believes() {
        if (crashed || !(role instanceof Role.Leader leader)) {
            return Optional.empty();
        }
        if (simulation.parameters().bug() == PlantedBug.NAIVE_DEADLINE) {
            return now() < leader.trustedUntil().nanos() ? Optional.of(leader.record()) : Optional.empty();
        }
        return role.verifiedRecord(now());
    }

    long now() {
        return clock.at(simulation.scheduler().now());
    }

    Role role() {
        return role;
    }

    SimulatedExecutor executor() {
        return executor;
    }

    boolean crashed() {
        return crashed;
    }

    boolean paused() {
        return paused;
    }

    /** Still runs and may be elected, now or later. */
    boolean stands() {
        return !crashed
                && !(role instanceof Role.Stopped)
                && !(role instanceof Role.Leaving leaving && leaving.stopping());
    }

    @Override
    public String toString() {
        return id;
    }
}
