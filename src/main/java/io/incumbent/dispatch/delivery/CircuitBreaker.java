package io.incumbent.dispatch.delivery;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Stops deliveries to a target after repeated failures, so that they cost no attempts. After a pause one delivery probes the
 * target. If it fails too, the next pause is twice as long.
 *
 * <p>Each delivery holds a permit. A result counts only if the state has not changed since its permit was issued: an older one
 * says nothing about the target's present condition.
 */
final class CircuitBreaker {

    /** @param generation the breaker's generation when the permit was issued */
    record Permit(long generation) {}

    /** The change of state that a result caused. */
    enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    private sealed interface State {

        record Closed(int failures) implements State {}

        /** No deliveries until then, for the {@code times}th time in a row; the first delivery after it is the probe. */
        record Open(Deadline until, int times) implements State {}

        /** One delivery is probing the target (half open). */
        record Probing(int times) implements State {}
    }

    private static final int DOUBLINGS_MAX = 30;

    private final int failuresMax;
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private State state = new State.Closed(0);
    private long generation;

    CircuitBreaker(int failuresMax, Duration first, Duration longest, RandomGenerator random) {
        this.failuresMax = failuresMax;
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** @return empty while the breaker is open or another delivery is probing the target */
    synchronized Optional<Permit> admit(long now) {
        return switch (state) {
            case State.Closed _ -> Optional.of(new Permit(generation));
            case State.Open(var until, var times)
            when until.passed(now) -> {
                state = new State.Probing(times);
                yield Optional.of(new Permit(++generation));
            }
            case State.Open _, State.Probing _ -> Optional.empty();
        };
    }

    /** Whether the state has not changed since the permit was issued. */
    synchronized boolean valid(Permit permit) {
        return permit.generation() == generation;
    }

    synchronized Change succeeded(Permit permit) {
        if (!valid(permit)) {
            return Change.NONE;
        }
        boolean probed = state instanceof State.Probing;
        state = new State.Closed(0);
        if (probed) {
            generation++;
        }
        return probed ? Change.CLOSED : Change.NONE;
    }

    /** @return {@link Change#OPENED} only if the breaker was closed before */
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
            case State.Probing(var times) -> {
                open(times + 1, now);
                yield Change.NONE;
            }
            case State.Open _ -> Change.NONE;
        };
    }

    /** Returns the permit of a delivery that was not sent, so that the next delivery may be the probe. */
    synchronized void unused(Permit permit, long now) {
        if (valid(permit) && state instanceof State.Probing(var times)) {
            state = new State.Open(new Deadline(now), times);
            generation++;
        }
    }

    /** @return how many of {@code wanted} deliveries may begin */
    synchronized int permits(int wanted, long now) {
        return switch (state) {
            case State.Closed _ -> wanted;
            case State.Open(var until, var _) when until.passed(now) -> Math.min(wanted, 1);
            case State.Open _, State.Probing _ -> 0;
        };
    }

    /** @return the time until the breaker admits a probe; zero if it is not open */
    synchronized Duration openFor(long now) {
        return state instanceof State.Open open ? open.until().left(now) : Duration.ZERO;
    }

    synchronized boolean closed() {
        return state instanceof State.Closed;
    }

    /** The pause is random, from half of its bound to all of it, so that several instances do not probe at the same time. */
    private void open(int times, long now) {
        long pause = Math.min(longest.toNanos(), shifted(first.toNanos(), times - 1));
        state = new State.Open(Deadline.in(Duration.ofNanos(pause / 2 + random.nextLong(pause / 2 + 1)), now), times);
        generation++;
    }

    private static long shifted(long nanos, int doublings) {
        int most = Math.min(DOUBLINGS_MAX, Long.numberOfLeadingZeros(nanos) - 1);
        return nanos << Math.min(doublings, most);
    }
}
