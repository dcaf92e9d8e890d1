package io.incumbent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the wall clock jumps ahead of the counting clock ({@link Ticker}): the only sign in a guest that its hypervisor
 * stopped it for a while, which no clock of the guest counts, once its wall clock is set right. Only consecutive readings are
 * compared, so that a clock that is slewed or drifts never adds up to a jump, and a jump is told once. A jump back is none.
 * For one thread.
 */
public final class WallClockWatch {

    private final Duration bound;
    private @Nullable Reading last;

    private record Reading(long before, Instant wall) {}

    /** @param bound the largest lead, gained between two readings, that is no jump */
    public WallClockWatch(Duration bound) {
        if (bound.isNegative()) {
            throw new IllegalArgumentException("a bound below zero: " + bound);
        }
        this.bound = bound;
    }

    /**
     * Takes a reading of both clocks. The counting clock is read before and after the wall clock, and the longest time that
     * may have passed counts: a thread that is paused between two of the three sees no jump.
     *
     * @param before the counting clock, right before the wall clock was read
     * @param after the counting clock, right after the wall clock was read
     * @return by how much the wall clock has jumped ahead since the last reading; empty if by no more than the bound, and
     *     for the first reading
     */
    public Optional<Duration> jumpedAhead(long before, Instant wall, long after) {
        var previous = last;
        last = new Reading(before, wall);
        if (previous == null) {
            return Optional.empty();
        }
        var counted = Duration.ofNanos(after - previous.before());
        var ahead = Duration.between(previous.wall(), wall).minus(counted);
        return Optional.of(ahead).filter(lead -> lead.compareTo(bound) > 0);
    }
}
