package io.incumbent.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SignalIdsTest {

    /** As PostgreSQL compares them: byte by byte, without a sign. */
    private static final Comparator<UUID> AS_STORED = Comparator.comparing(UUID::toString);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05.678Z"));
    private final SignalIds ids = new SignalIds(
            new Clock() {
                @Override
                public Instant instant() {
                    return now.get();
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            },
            new SecureRandom());

    @Test
    void itIsAVersion7UuidWithTheTimeInFront() {
        var id = ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)).isEqualTo(now.get());
    }

    @Test
    void eachIsGreaterThanTheOneBeforeAlsoWithinAMillisecondAndWhenTheClockIsPutBack() {
        var made = new ArrayList<UUID>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }
        now.set(now.get().minusSeconds(3600));
        made.add(ids.next());
        now.set(now.get().plusSeconds(7200));
        made.add(ids.next());

        assertThat(made).isSortedAccordingTo(AS_STORED).doesNotHaveDuplicates();
        assertThat(made).allMatch(id -> id.version() == 7 && id.variant() == 2);
    }

    @Test
    void manyThreadsNeverMakeTheSameAndEachSeesItsOwnGrow() throws Exception {
        var real = new SignalIds();
        var all = new HashSet<UUID>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> {
                        List<UUID> mine = new ArrayList<>();
                        for (int i = 0; i < 5_000; i++) {
                            mine.add(real.next());
                        }
                        return mine;
                    }))
                    .toList();
            for (var mine : made) {
                assertThat(mine.get()).isSortedAccordingTo(AS_STORED);
                all.addAll(mine.get());
            }
        }
        assertThat(all).hasSize(40_000);
    }

    @Test
    void theSmallestOfAMomentIsBelowAllThatAreMadeThenAndAboveAllMadeBefore() {
        var before = ids.next();
        now.set(now.get().plusMillis(1));
        var smallest = SignalIds.smallest(now.get());

        assertThat(List.of(before, smallest, ids.next())).isSortedAccordingTo(AS_STORED);
    }
}
