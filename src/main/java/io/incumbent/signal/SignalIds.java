package io.incumbent.signal;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Generates ids of signals: UUIDs of version 7 (RFC 9562), each greater than the one before. The 12 bits after the milliseconds
 * are a counter, the last 62 bits are random. If there are more than 4096 ids in a millisecond, or the clock is set back, the
 * ids run ahead of the clock: their order never depends on it.
 */
@Singleton
public class SignalIds {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final RandomGenerator random;

    /** Milliseconds since 1970, then the counter. {@link #highBits} inserts the version between the two. */
    private final AtomicLong last = new AtomicLong();

    public SignalIds() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    /** @param random source of the last 62 bits */
    public SignalIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** @return an id that is greater than every id that this object returned before */
    public UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        long moment = last.updateAndGet(before -> Math.max(before + 1, now));
        return new UUID(highBits(moment), VARIANT | (random.nextLong() >>> 2));
    }

    /** The lower bound of all ids that are generated at {@code moment} or later. */
    public static UUID smallest(Instant moment) {
        return new UUID(highBits(moment.toEpochMilli() << COUNTER_BITS), VARIANT);
    }

    private static long highBits(long moment) {
        return (moment & ~COUNTER_MASK) << 4 | VERSION | (moment & COUNTER_MASK);
    }
}
