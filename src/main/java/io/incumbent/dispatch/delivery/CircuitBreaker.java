package io.incumbent.dispatch.delivery;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Leaves a target alone that fails again and again: what is not sent to it costs no attempt. After a pause one delivery
 * tries it; if that fails too, the next pause is twice as long.
 *
 * <p>Each delivery holds a pass. One that was given out before the last change says nothing about the target of today, so
 * neither its failure nor its success counts.
 */
final class CircuitBreaker {

    /** @param generation in which it was given out */
    record Permit(long generation) {}

    /** What a report changed. */
    enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    private sealed interface State {

        record Closed(int failures) implements State {}

        /** Left alone until then, for the {@code times}th time; tried by the first that comes after. */
        record Open(Deadline until, int times) implements State {}

        /** One is on its way to find out. */
        record Trying(int times) implements State {}
    }

    private static final int DOUBLINGS_MAX = 30;

    private final int failuresMax;
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator chance;
    private State state = new State.Closed(0);
    private long generation;

    CircuitBreaker(int failuresMax, Duration first, Duration longest, RandomGenerator chance) {
        this.failuresMax = failuresMax;
        this.first = first;
        this.longest = longest;
        this.chance = chance;
    }

    /** @return empty while the target is left alone, or another delivery is trying it */
    synchronized Optional<Permit> admit(long now) {
        return switch (state) {
            case State.Closed _ -> Optional.of(new Permit(generation));
            case State.Open(var until, var times)
            when until.passed(now) -> {
                state = new State.Trying(times);
                yield Optional.of(new Permit(++generation));
            }
            case State.Open _, State.Trying _ -> Optional.empty();
        };
    }

    /** Whether nothing has changed since the pass was given out. */
    synchronized boolean valid(Permit permit) {
        return permit.generation() == generation;
    }

    synchronized Change succeeded(Permit permit) {
        if (!valid(permit)) {
            return Change.NONE;
        }
        boolean tried = state instanceof State.Trying;
        state = new State.Closed(0);
        if (tried) {
            generation++;
        }
        return tried ? Change.CLOSED : Change.NONE;
    }

    /** @return {@link Change#OPENED} only if the target was thought well before */
    synchronized Change failed(Permit permit, long now) {
        if (!valid(permit)) {
            return Change.NONE;
        }
        return switch (state) {
            case State.Closed(var failures)
            when failures + 1 < failuresMax -> {
                state = new State.Closed(failures + 1);
                yield Change.NONE;
            }
            case State.Closed _ -> {
                open(1, now);
                yield Change.OPENED;
            }
            case State.Trying(var times) -> {
                open(times + 1, now);
                yield Change.NONE;
            }
            case State.Open _ -> Change.NONE;
        };
    }

    /** The delivery was not sent after all, so whoever comes next may try. */
    synchronized void unused(Permit permit, long now) {
        if (valid(permit) && state instanceof State.Trying(var times)) {
            state = new State.Open(new Deadline(now), times);
            generation++;
        }
    }

    /** @return how many of {@code wanted} may begin */
    synchronized int permits(int wanted, long now) {
        return switch (state) {
            case State.Closed _ -> wanted;
            case State.Open(var until, var _) when until.passed(now) -> Math.min(wanted, 1);
            case State.Open _, State.Trying _ -> 0;
        };
    }

    /** How long the target is left alone from now on; zero if it is not. */
    synchronized Duration openFor(long now) {
        return state instanceof State.Open open ? open.until().left(now) : Duration.ZERO;
    }

    synchronized boolean closed() {
        return state instanceof State.Closed;
    }

    /** Between half of the pause and all of it, so that several instances do not try in step. */
    private void open(int times, long now) {
        long pause = Math.min(longest.toNanos(), shifted(first.toNanos(), times - 1));
        state = new State.Open(Deadline.in(Duration.ofNanos(pause / 2 + chance.nextLong(pause / 2 + 1)), now), times);
        generation++;
    }

    private static long shifted(long nanos, int doublings) {
        int most = Math.min(DOUBLINGS_MAX, Long.numberOfLeadingZeros(nanos) - 1);
        return nanos << Math.min(doublings, most);
    }
}
