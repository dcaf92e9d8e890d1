package io.incumbent.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a failed delivery is tried again. */
class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

    /** The defaults: first 5 s, three times as long each, 10 h at most, given up after 76 h. */
    private final RetrySchedule schedule = new RetrySchedule(DeliverySettingsTest.config(Map.of()), new Random(7));

    @ParameterizedTest
    @CsvSource({"1, PT5S", "2, PT15S", "3, PT45S", "9, PT9H6M45S", "10, PT10H", "2147483647, PT10H"})
    void waitsFillTheWholeOfAnIntervalThatGrowsToTheLongest(int attempt, Duration bound) {
        var waits = IntStream.range(0, 2000)
                .mapToObj(_ -> schedule.pause(attempt, Duration.ZERO))
                .sorted()
                .toList();

        assertThat(waits.getFirst()).isBetween(Duration.ZERO, bound.dividedBy(20));
        assertThat(waits.getLast()).isBetween(bound.multipliedBy(19).dividedBy(20), bound);
    }

    @Property(tries = 500)
    void noWaitIsNegativeOrLongerThanTheLongestOrShorterThanAsked(
            @ForAll @IntRange(min = 1) int attempt, @ForAll @LongRange(min = 0, max = 999_999_999) long asked) {
        var wait = schedule.pause(attempt, Duration.ofSeconds(asked));
        var granted = asked < 36_000 ? Duration.ofSeconds(asked) : Duration.ofHours(10);

        assertThat(wait).isBetween(granted, Duration.ofHours(10));
    }

    @Test
    void whatWouldBeTooOldAtItsNextAttemptIsGivenUp() {
        assertThat(schedule.tooOld(Duration.ofHours(70), Duration.ofHours(6))).isFalse();
        assertThat(schedule.tooOld(Duration.ofHours(70), Duration.ofHours(6).plusMillis(1)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1994-11-06T08:49:30Z | 0                                | 0",
                "1994-11-06T08:49:30Z | 120                              | 120",
                "1994-11-06T08:49:30Z | Sun, 06 Nov 1994 08:49:37 GMT    | 7",
                "2094-11-06T08:49:30Z | Saturday, 06-Nov-94 08:49:37 GMT | 7",
                "1994-11-06T08:49:30Z | Sun Nov  6 08:49:37 1994         | 7",
                "1994-11-06T08:49:30Z | Sun, 06 Nov 1994 08:00:00 GMT    | 0",
            })
    void retryAfterIsReadInEveryFormThatThereIs(Instant now, String value, long seconds) {
        assertThat(RetryAfterHeader.parse(" " + value, now)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.5",
                "soon",
                "99999999999999999999",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "1994-11-06",
                "١٢"
            })
    void whatIsNoRetryAfterIsAsIfItWereNotThere(String value) {
        assertThat(RetryAfterHeader.parse(value, NOW)).isEmpty();
    }
}
