package io.incumbent.simulation;

import io.incumbent.election.Command;
import io.incumbent.election.Election;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
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

    /** Whether the clock of a machine that sleeps goes on. One that its hypervisor stopped cannot even be asked. */
    enum Sleep {
        NONE,
        COUNTED,
        UNCOUNTED
    }

    private final String id;
    private final Simulation simulation;
    private final DriftingClock clock;
    private final Timing timing;
    private final Election election;
    private final SimulatedExecutor executor;
    private final Set<Store> cutOff = EnumSet.noneOf(Store.class);
    private final Set<Store> tooLate = EnumSet.noneOf(Store.class);
    private final List<Runnable> inbox = new ArrayList<>();
    private Role role;
    private final RequestRate requests;
    private boolean paused;
    private Sleep asleep = Sleep.NONE;
    private long asleepSince;
    private boolean crashed;
    private boolean slow;
    private boolean asksSlowly;
    private long wakeGeneration;
    private Optional<Deadline> wakeAt = Optional.empty();

    SimulatedInstance(String id, Simulation simulation, DriftingClock clock) {
        this.id = id;
        this.simulation = simulation;
        this.clock = clock;
        this.timing = simulation.parameters().drawTiming(simulation.chance());
        this.election = new Election(timing, simulation.chance());
        this.executor = new SimulatedExecutor(simulation, this);
        this.requests = new RequestRate(id, simulation.scheduler());
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
        handle(event, now());
    }

    /** @param told the time that the core is told */
    void handle(Event event, long told) {
        if (event instanceof Event.ReleaseNotified) {
            requests.notified();
        }
        var before = role;
        var step = election.next(role, event, told);
        role = step.role();
        simulation.checker().stepped(this, before, event, step);
        for (Command command : step.commands()) {
            requests.count(command);
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
            wake();
            var queued = new ArrayList<>(inbox);
            inbox.clear();
            if (!inOrder) {
                Collections.shuffle(queued, new Random(simulation.chance().nextLong()));
            }
            queued.forEach(this::deliver);
        }
    }

    /** The machine falls asleep; it wakes by {@link #resume}. */
    void sleep(Sleep how) {
        pause();
        asleep = how;
        asleepSince = simulation.scheduler().now();
    }

    private void wake() {
        var how = asleep;
        asleep = Sleep.NONE;
        var bug = simulation.parameters().bug();
        if (how == Sleep.UNCOUNTED || (how == Sleep.COUNTED && bug == PlantedBug.CLOCK_STANDS_STILL_ASLEEP)) {
            standStill();
        }
        if (how == Sleep.UNCOUNTED && bug != PlantedBug.JUMP_NOT_NOTICED) {
            // the first turn of the election loop notices, before it takes what has queued up
            handle(new Event.ClockJumped());
        }
    }

    /** The clock shows what it showed when the machine fell asleep, and timers fire later by that much. */
    private void standStill() {
        clock.jump(clock.at(asleepSince) - now());
        wakeAt = Optional.empty();
        wakeGeneration++;
        planWake();
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

    void asksSlowly(boolean slowly) {
        asksSlowly = slowly;
    }

    /** Whether this instance's questions take nearly as long as their time limit, and the answers do not. */
    boolean asksSlowly() {
        return asksSlowly;
    }

    /** Whether this instance's messages take long. */
    boolean slow() {
        return slow;
    }

    /** From now on answers of that store arrive after the time limit of their calls, which drops them. */
    void answersTooLate(Store store) {
        tooLate.add(store);
    }

    boolean hearsTooLate(Store store) {
        return tooLate.contains(store);
    }

    boolean cutOffFrom(Store store) {
        return cutOff.contains(store);
    }

    /** What this process would answer to "do I lead?". Its clock answers although it is paused. */
    Optional<LeaderRecord> believes() {
        if (crashed || asleep == Sleep.UNCOUNTED || !(role instanceof Role.Leader leader)) {
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

    Timing timing() {
        return timing;
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
