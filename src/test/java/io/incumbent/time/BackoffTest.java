package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waitsGrowToALimit() {
        var longest = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), highest());

        assertThat(List.of(longest.after(1), longest.after(2), longest.after(8), longest.after(9), longest.after(1000)))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(25_600),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
    }

    @Test
    void waitsAreAnythingBetweenNothingAndTheBoundSoThatNobodyIsInStep() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new SplittableRandom(7));

        var waits =
                Stream.generate(() -> backoff.after(3).toMillis()).limit(1_000).toList();

        assertThat(waits).allMatch(wait -> wait >= 0 && wait <= 4_000);
        assertThat(waits).anyMatch(wait -> wait < 200).anyMatch(wait -> wait > 3_800);
        assertThat(waits.stream().distinct().count()).isGreaterThan(500);
    }

    /** Chance that always draws the highest. */
    private static RandomGenerator highest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return Long.MAX_VALUE;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }
}
