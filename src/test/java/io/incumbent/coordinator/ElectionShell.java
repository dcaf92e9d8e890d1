package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.coordinator.stores.TermStore;
import io.incumbent.coordinator.tasks.SplitBrainCheck;
import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.election.Command;
import io.incumbent.election.Election;
import io.incumbent.election.Event;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Timing;
import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The shell of one instance, put together as the product does it, but for its thread, its clocks and its stores. */
public final class ElectionShell {

    private final ElectionTurns turns;

    /** What the shell stands on. Nothing here may block. */
    public interface World {

        Ticker ticker();

        InstantSource wallClock();

        RandomGenerator chance();

        StoreCalls calls();

        LeaseStore lease();

        TermStore terms();

        /** Ends the fenced work, as by {@link CommandExecutor.Drain#drain}. */
        BiConsumer<Duration, Runnable> drain();

        /** Stands between the election and what carries its commands out. */
        UnaryOperator<Consumer<Command>> commands();

        /** Takes the answers, and hands them to {@link #turn} one after the other. */
        Consumer<Event> inbox();

        /** Is told of each step of the election. */
        void turned(Role before, Event event, Step step);
    }

    public ElectionShell(World world, InstanceIdentity identity, Timing timing, Duration checkEvery) {
        var ticker = world.ticker();
        var splitBrains = new SplitBrainLog(new CompositeMeterRegistry());
        var registrar = new Registrar(
                world.calls(),
                world.terms(),
                identity,
                timing.callLimit(),
                new Backoff(timing.callLimit(), timing.heartbeat(), world.chance()),
                ticker);
        var executor = new CommandExecutor(
                world.calls(), world.lease(), world.terms(), world.drain()::accept, ticker, world.inbox());
        this.turns = new ElectionTurns(
                new Election(timing, world.chance()),
                identity,
                timing,
                ticker,
                world.wallClock(),
                () -> true,
                registrar,
                world.commands().apply(executor),
                new Watched(
                        world,
                        new TurnLog.All(List.of(
                                log(identity, timing, ticker, splitBrains),
                                new LeaderlessWatch(timing, _ -> Optional.empty())))),
                List.of(new SplitBrainCheck(
                        world.calls(),
                        world.lease(),
                        world.terms(),
                        timing,
                        checkEvery,
                        splitBrains,
                        world.inbox(),
                        ticker.nanos())));
    }

    private static LeadershipLog log(
            InstanceIdentity identity, Timing timing, Ticker ticker, SplitBrainLog splitBrains) {
        return new LeadershipLog(
                () -> Optional.of(Logger.Level.TRACE),
                splitBrains,
                new ImpossibleRecordLog(identity.group(), timing, ticker),
                new CompositeMeterRegistry());
    }

    public Role role() {
        return turns.role();
    }

    /** As the loop does it: a tick that is due comes before what has arrived. */
    public void turn(Event event, long now) {
        if (turns.due(now)) {
            turns.turn(new Event.Tick());
        }
        turns.turn(event);
    }

    /** For how long the loop would wait for an event before it makes a turn. */
    public Duration pause(long now) {
        return turns.due(now) ? Duration.ZERO : turns.pause(now);
    }

    /** The product's log, with somebody who listens. */
    private record Watched(World world, TurnLog log) implements TurnLog {

        @Override
        public void started(InstanceIdentity identity, Timing timing) {
            log.started(identity, timing);
        }

        @Override
        public Optional<Deadline> wakeAt(Role role, long now) {
            return log.wakeAt(role, now);
        }

        @Override
        public void turned(Role before, Event event, Step step, long now) {
            log.turned(before, event, step, now);
            world.turned(before, event, step);
        }
    }
}
