package io.incumbent.simulation;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.ElectionShell;
import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.coordinator.stores.TermStore;
import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Timing;
import io.incumbent.simulation.SimulatedNetwork.Store;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** One simulated process: the product's shell with a clock of its own, and an inbox that fills while it is paused. */
final class SimulatedInstance implements ElectionShell.World {

    /** Whether the clock of a machine that sleeps goes on. One that its hypervisor stopped cannot even be asked. */
    enum Sleep {
        NONE,
        COUNTED,
        UNCOUNTED
    }

    private final InstanceIdentity identity;
    private final Simulation simulation;
    private final DriftingClock clock;
    private final Timing timing;
    private final RequestRate requests;
    private final ShellBugs bugs;
    private final FencedWorker worker;
    private final ElectionShell shell;
    private final Set<Store> cutOff = EnumSet.noneOf(Store.class);
    private final Set<Store> tooLate = EnumSet.noneOf(Store.class);
    private final List<Runnable> inbox = new ArrayList<>();
    private boolean paused;
    private Sleep asleep = Sleep.NONE;
    private long asleepSince;
    private long wallClockBehind;
    private Optional<Long> toldTime = Optional.empty();
    private boolean crashed;
    private boolean slow;
    private boolean asksSlowly;
    private long wakeGeneration;

    SimulatedInstance(InstanceIdentity identity, Simulation simulation, DriftingClock clock) {
        this.identity = identity;
        this.simulation = simulation;
        this.clock = clock;
        this.timing = simulation.parameters().drawTiming(simulation.chance());
        this.requests = new RequestRate(this::toString, simulation.scheduler());
        this.bugs = new ShellBugs(simulation, this);
        this.worker = new FencedWorker(simulation, this);
        this.shell = new ElectionShell(
                this,
                identity,
                timing,
                timing.heartbeat().multipliedBy(simulation.parameters().checkEveryBeats()));
        planWake();
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
        if (event instanceof Event.ReleaseNotified) {
            requests.notified();
        }
        var told = bugs.told(event);
        toldTime = bugs.toldAt(told);
        shell.turn(told, now());
        toldTime = Optional.empty();
        planWake();
    }

    @Override
    public void turned(Role before, Event event, Step step) {
        simulation.checker().stepped(this, before, event, step);
    }

    /** Only the newest timer counts. */
    private void planWake() {
        long generation = ++wakeGeneration;
        afterLocally(shell.pause(now()), () -> {
            if (generation == wakeGeneration) {
                handle(new Event.Tick());
            }
        });
    }

    /** When the election is due to hear the time, in real time. */
    Optional<Long> wakesAt() {
        return role().wakeAt().map(at -> clock.whenItShows(at.nanos()));
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
            clock.jump(clock.at(asleepSince) - now());
            if (bug == PlantedBug.JUMP_NOT_NOTICED || bug == PlantedBug.CLOCK_STANDS_STILL_ASLEEP) {
                wallClockBehind += simulation.scheduler().now() - asleepSince;
            }
            // the wall clock is right already, and the first turn of the election loop notices
            handle(new Event.Tick());
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
        if (crashed || asleep == Sleep.UNCOUNTED || !(role() instanceof Role.Leader leader)) {
            return Optional.empty();
        }
        if (simulation.parameters().bug() == PlantedBug.NAIVE_DEADLINE) {
            return now() < leader.trustedUntil().nanos() ? Optional.of(leader.record()) : Optional.empty();
        }
        return leader.verifiedRecord(now());
    }

    long now() {
        return clock.at(simulation.scheduler().now());
    }

    Timing timing() {
        return timing;
    }

    Role role() {
        return shell.role();
    }

    ShellBugs bugs() {
        return bugs;
    }

    FencedWorker worker() {
        return worker;
    }

    InstanceIdentity identity() {
        return identity;
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
                && !(role() instanceof Role.Stopped)
                && !(role() instanceof Role.Leaving leaving && leaving.stopping());
    }

    @Override
    public Ticker ticker() {
        return () -> toldTime.orElseGet(this::now);
    }

    @Override
    public InstantSource wallClock() {
        // as far back as the other clock, if that is told wrongly
        return () ->
                Instant.ofEpochSecond(0, simulation.scheduler().now() - wallClockBehind - (now() - ticker().nanos()));
    }

    @Override
    public RandomGenerator chance() {
        return simulation.chance();
    }

    @Override
    public StoreCalls calls() {
        return new SimulatedCalls(simulation, this, requests);
    }

    @Override
    public LeaseStore lease() {
        return new SimulatedLease(simulation, this);
    }

    @Override
    public TermStore terms() {
        return new SimulatedTerms(simulation, this);
    }

    @Override
    public BiConsumer<Duration, Runnable> drain() {
        return worker::drain;
    }

    @Override
    public UnaryOperator<Consumer<Command>> commands() {
        return bugs::between;
    }

    @Override
    public Consumer<Event> inbox() {
        return this::handle;
    }

    /** Its id, which is final once it is registered. */
    @Override
    public String toString() {
        return identity.instance();
    }
}
