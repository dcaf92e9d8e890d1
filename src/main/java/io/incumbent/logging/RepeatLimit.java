package io.incumbent.logging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets each kind of message through once in an interval. The kinds are few and fixed. */
public final class RepeatLimit {

    private final long interval;
    private final Map<String, Long> lastAt = new ConcurrentHashMap<>();

    public RepeatLimit(Duration interval) {
        this.interval = interval.toNanos();
    }

    /** True if this kind was not let through for the interval; that counts as letting it through. */
    public boolean allows(String kind) {
        long now = System.nanoTime();
        return lastAt.merge(kind, now, (last, fresh) -> fresh - last >= interval ? fresh : last) == now;
    }
}
