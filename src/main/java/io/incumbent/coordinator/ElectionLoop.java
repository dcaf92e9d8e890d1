package io.incumbent.coordinator;

import io.incumbent.election.Event;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The loop of the one thread that owns the role: it waits for an event, or until something is due, and makes a turn. It never
 * does I/O and never waits longer than a second, so a loop without a turn for longer is stuck.
 */
final class ElectionLoop {

    private static final Logger LOG = Logger.getLogger(ElectionLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);

    private final ElectionTurns turns;
    private final BlockingQueue<Event> inbox;
    private final Ticker ticker;
    private final Thread thread;
    private volatile long turnedAt;
    private volatile boolean closed;

    /** @param group names the thread */
    ElectionLoop(String group, ElectionTurns turns, BlockingQueue<Event> inbox, Ticker ticker) {
        this.turns = turns;
        this.inbox = inbox;
        this.ticker = ticker;
        this.turnedAt = ticker.nanos();
        this.thread = Thread.ofPlatform().name("election-" + group).daemon().unstarted(this::run);
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

    Duration sinceLastTurn() {
        return Duration.ofNanos(ticker.nanos() - turnedAt);
    }

    private void run() {
        while (!closed) {
            try {
                var event = next(ticker.nanos());
                turnedAt = ticker.nanos();
                turns.turn(event);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A bug, but no reason to stop: trust runs out by itself if it is not renewed.
                LOG.fatal("election loop failed", e);
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private Event next(long now) throws InterruptedException {
        if (turns.due(now)) {
            return new Event.Tick();
        }
        // A suspension of the machine prolongs this wait, by up to a second after its end. Trust does not last longer
        // for that: whoever asks for the term compares its deadline with the ticker, which counts time asleep.
        var event = inbox.poll(turns.pause(now).toNanos(), TimeUnit.NANOSECONDS);
        return event != null ? event : new Event.Tick();
    }
}
