package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.LeaderlessWatch.Wait;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What one turn of the {@link ElectionLoop} does: it asks the {@link Election} what follows from an event, publishes the role,
 * and only then starts the commands, so that trust is over in memory before anything is released. It never waits. All but
 * {@link #role} and {@link #notStarted} is for one thread.
 */
final class ElectionTurns {

    private static final Logger LOG = Logger.getLogger(ElectionTurns.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    private final Election election;
    private final InstanceIdentity identity;
    private final Timing timing;
    private final Ticker ticker;
    private final InstantSource wallClock;
    private final BooleanSupplier databaseReady;
    private final Registrar registrar;
    private final Consumer<Command> executor;
    private final TurnLog log;
    private final WallClockWatch jumps;
    private final List<PeriodicTask> tasks;

    private volatile Role role;
    private volatile boolean started;

    /** @param databaseReady before this is true, the instance is not registered, and so no bid is made */
    ElectionTurns(
            Election election,
            InstanceIdentity identity,
            Timing timing,
            Ticker ticker,
            InstantSource wallClock,
            BooleanSupplier databaseReady,
            Registrar registrar,
            Consumer<Command> executor,
            TurnLog log,
            List<PeriodicTask> tasks) {
        this.election = election;
        this.identity = identity;
        this.timing = timing;
        this.ticker = ticker;
        this.wallClock = wallClock;
        this.databaseReady = databaseReady;
        this.registrar = registrar;
        this.executor = executor;
        this.log = log;
        // What is shorter cannot be told from clocks that run at different rates, and uses the margin up.
        this.jumps = new WallClockWatch(timing.margin().dividedBy(2));
        this.tasks = tasks;
        this.role = election.start(identity.instance(), ticker.nanos());
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
                        ? new Wait(Wait.Code.REGISTRATION, "it registers its id in PostgreSQL", Optional.empty())
                        : new Wait(Wait.Code.DATABASE, "the database is not ready, see /health/db", Optional.empty()));
    }

    /** Whether a tick is due, which then comes before what has arrived. */
    boolean due(long now) {
        return started && role.wakeAt().filter(at -> at.passed(now)).isPresent();
    }

    /** For how long nothing is due if no event arrives; at most a second, so a loop without a turn for longer is stuck. */
    Duration pause(long now) {
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

    void turn(Event event) {
        noticeJump();
        step(event, ticker.nanos());
    }

    /** Before anything that has queued up meanwhile is believed. */
    private void noticeJump() {
        long before = ticker.nanos();
        var jump = jumps.jumpedAhead(before, wallClock.instant(), ticker.nanos());
        jump.ifPresent(ahead -> {
            LOG.warnf(
                    "the wall clock went ahead of the counting clock aheadMs=%d: if this machine was stopped meanwhile, what"
                            + " was granted before may be over; a leader acts again after its next renewal",
                    ahead.toMillis());
            step(new Event.ClockJumped(), ticker.nanos());
        });
    }

    private void step(Event event, long now) {
        if (!(started || event instanceof Event.StopRequested)) {
            begin(now);
            return;
        }
        var before = role;
        var step = election.next(before, event, now);
        role = step.role();
        step.commands().forEach(executor);
        log.turned(before, event, step, now);
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
