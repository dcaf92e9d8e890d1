package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.StateObserver.Wait;
import io.incumbent.coordinator.tasks.PeriodicTask;
import io.incumbent.election.Command;
import io.incumbent.election.Election;
import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import io.incumbent.time.WallClockWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The loop of the one thread that owns the role. It takes an event, asks the {@link Election} what follows, publishes
 * the role, and only then executes the commands, so that trust is over in memory before anything is released. It never
 * does I/O and never waits longer than a second, so a loop without a turn for longer is stuck.
 */
final class ElectionLoop implements LoopHealth {

    private static final Logger LOG = Logger.getLogger(ElectionLoop.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    private final Election election;
    private final Ticker ticker;
    private final InstanceIdentity identity;
    private final Timing timing;
    private final BooleanSupplier databaseReady;
    private final Registrar registrar;
    private final BlockingQueue<Event> inbox;
    private final Consumer<Command> executor;
    private final LeadershipLog log;
    private final WallClockWatch wallClock;
    private final List<PeriodicTask> tasks;
    private final Thread thread;

    private volatile Role role;
    private volatile long turnedAt;
    private volatile boolean closed;
    private volatile boolean started;

    /** @param databaseReady before this is true, the instance is not registered, and so no bid is made */
    ElectionLoop(
            Election election,
            InstanceIdentity identity,
            Timing timing,
            Ticker ticker,
            BooleanSupplier databaseReady,
            Registrar registrar,
            BlockingQueue<Event> inbox,
            Consumer<Command> executor,
            LeadershipLog log,
            WallClockWatch wallClock,
            List<PeriodicTask> tasks) {
        this.election = election;
        this.identity = identity;
        this.timing = timing;
        this.ticker = ticker;
        this.databaseReady = databaseReady;
        this.registrar = registrar;
        this.inbox = inbox;
        this.executor = executor;
        this.log = log;
        this.wallClock = wallClock;
        this.tasks = tasks;
        this.turnedAt = ticker.nanos();
        this.role = election.start(identity.instance(), turnedAt);
        this.thread = Thread.ofPlatform()
                .name("election-" + identity.group())
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread without releasing anything; {@link Event.StopRequested} must be sent before. */
    void close() {
        closed = true;
        inbox.add(new Event.Tick());
    }

    void send(Event event) {
        inbox.add(event);
    }

    Role role() {
        return role;
    }

    /** What keeps this instance from taking part in the election; empty once it does. */
    Optional<Wait> notStarted() {
        if (started || role instanceof Role.Stopped) {
            return Optional.empty();
        }
        return Optional.of(
                databaseReady.getAsBoolean()
                        ? new Wait("registration", "it registers its id in PostgreSQL", Optional.empty())
                        : new Wait("database", "the database is not ready, see /health/db", Optional.empty()));
    }

    @Override
    public Duration sinceLastTurn() {
        return Duration.ofNanos(ticker.nanos() - turnedAt);
    }

    @Override
    public boolean registered() {
        return registrar.registration().isPresent();
    }

    private void run() {
        while (!closed) {
            try {
                var event = next(ticker.nanos());
                turnedAt = ticker.nanos();
                noticeJump();
                turn(event, turnedAt);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A bug, but no reason to stop: trust runs out by itself if it is not renewed.
                LOG.fatal("election loop failed", e);
                LockSupport.parkNanos(SHORT_WAIT.toNanos());
            }
        }
    }

    private Event next(long now) throws InterruptedException {
        var due = role.wakeAt();
        if (started && due.isPresent() && due.get().passed(now)) {
            return new Event.Tick();
        }
        // A suspension of the machine prolongs this wait, by up to LONGEST_WAIT after its end. Trust does not last
        // longer for that: whoever asks for the term compares its deadline with the ticker, which counts time asleep.
        var event = inbox.poll(pause(now).toNanos(), TimeUnit.NANOSECONDS);
        return event != null ? event : new Event.Tick();
    }

    private Duration pause(long now) {
        if (!started) {
            return SHORT_WAIT;
        }
        var until = Deadline.in(LONGEST_WAIT, now);
        until = role.wakeAt().map(until::earlier).orElse(until);
        until = log.wakeAt(role, now).map(until::earlier).orElse(until);
        if (!(role instanceof Role.Stopped)) {
            for (var task : tasks) {
                until = until.earlier(task.dueAt());
            }
        }
        return until.left(now);
    }

    /** Before anything that has queued up meanwhile is believed. */
    private void noticeJump() {
        long before = ticker.nanos();
        var jump = wallClock.jumpedAhead(before, Instant.now(), ticker.nanos());
        jump.ifPresent(ahead -> {
            LOG.warnf(
                    "the wall clock went ahead of the counting clock aheadMs=%d: if this machine was stopped meanwhile, what"
                            + " was granted before may be over; a leader acts again after its next renewal",
                    ahead.toMillis());
            turn(new Event.ClockJumped(), ticker.nanos());
        });
    }

    private void turn(Event event, long now) {
        if (!(started || event instanceof Event.StopRequested)) {
            begin(now);
            return;
        }
        var before = role;
        var step = election.next(before, event, now);
        role = step.role();
        step.commands().forEach(executor);
        log.turned(before, event, step.role(), now);
        // A stopped instance does not use the stores any more: they may be closed by now.
        if (!(step.role() instanceof Role.Stopped)) {
            runTasks(step.role(), now);
        }
    }

    /** Has this instance registered; the next turn then makes its first bid, under an id that is final. */
    private void begin(long now) {
        if (role instanceof Role.Stopped || !databaseReady.getAsBoolean()) {
            return;
        }
        var registration = registrar.registration();
        if (registration.isEmpty()) {
            registrar.ask(now);
            return;
        }
        role = election.start(registration.get().instance(), now);
        log.started(identity, timing);
        started = true;
    }

    private void runTasks(Role role, long now) {
        for (var task : tasks) {
            if (task.dueAt().passed(now)) {
                task.run(role, now);
            }
        }
    }
}
