package io.incumbent.signal;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes ids of signals: UUIDs of version 7 (RFC 9562), each greater than the one before. The 12 bits after the milliseconds
 * count, the 62 at the end are chance. More than 4096 within a millisecond run ahead of the clock, and a clock that is put
 * back is waited for in the same way: the order of ids never depends on it.
 */
@Singleton
public class SignalIds {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final RandomGenerator chance;

    /** Milliseconds since 1970 and the counter; the version is put between the two on the way out. */
    private final AtomicLong last = new AtomicLong();

    /** Ids by the clock of this machine. */
    public SignalIds() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    /** @param chance makes the 62 bits at the end */
    public SignalIds(Clock clock, RandomGenerator chance) {
        this.clock = clock;
        this.chance = chance;
    }

    /** @return an id that is greater than all that were made by this object before */
    public UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        long moment = last.updateAndGet(before -> Math.max(before + 1, now));
        return new UUID(first(moment), VARIANT | (chance.nextLong() >>> 2));
    }

    /** No id that was made at this moment, or later, is smaller. */
    public static UUID smallest(Instant moment) {
        return new UUID(first(moment.toEpochMilli() << COUNTER_BITS), VARIANT);
    }

    private static long first(long moment) {
        return (moment & ~COUNTER) << 4 | VERSION | (moment & COUNTER);
    }
}
