package io.incumbent.logging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Lets each kind of message through once in an interval. The kinds are few and fixed. */
public final class RepeatLimit {

    private final long interval;
    private final LongSupplier clock;
    private final Map<String, Long> lastAt = new ConcurrentHashMap<>();

    /** @param clock a reading of the process's counting clock, in nanoseconds */
    public RepeatLimit(Duration interval, LongSupplier clock) {
        this.interval = interval.toNanos();
        this.clock = clock;
    }

    /** True if this kind was not let through for the interval; that counts as letting it through. */
    public boolean allows(String kind) {
        long now = clock.getAsLong();
        var before = lastAt.putIfAbsent(kind, now);
        return before == null || (now - before >= interval && lastAt.replace(kind, before, now));
    }
}
