package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WallClockWatchTest {

    private static final Duration BOUND = Duration.ofMillis(500);
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final WallClockWatch watch = new WallClockWatch(BOUND);
    private long counted = 7;
    private Instant wall = NOON;

    @Test
    void theFirstReadingIsNoJumpWhateverItIs() {
        assertThat(new WallClockWatch(Duration.ZERO).jumpedAhead(Long.MIN_VALUE, Instant.MAX, Long.MIN_VALUE))
                .isEmpty();
    }

    @Test
    void clocksThatAdvanceTogetherNeverJump() {
        for (int turn = 0; turn < 1000; turn++) {
            assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1))).isEmpty();
        }
    }

    @Test
    void timeAsleepThatBothClocksCountIsNoJump() {
        after(Duration.ZERO, Duration.ZERO);

        assertThat(after(Duration.ofHours(9), Duration.ofHours(9))).isEmpty();
    }

    @Test
    void aWallClockThatIsSetAheadHasJumpedByTheDifference() {
        after(Duration.ZERO, Duration.ZERO);

        assertThat(after(Duration.ofMillis(300), Duration.ofSeconds(40))).contains(Duration.ofMillis(39_700));
    }

    @Test
    void aLeadOfExactlyTheBoundIsNoJumpAndOneNanosecondMoreIs() {
        after(Duration.ZERO, Duration.ZERO);
        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1).plus(BOUND)))
                .isEmpty();

        assertThat(after(
                        Duration.ofSeconds(1), Duration.ofSeconds(1).plus(BOUND).plusNanos(1)))
                .contains(BOUND.plusNanos(1));
    }

    @Test
    void aJumpIsToldOnce() {
        after(Duration.ZERO, Duration.ZERO);
        assertThat(after(Duration.ofSeconds(1), Duration.ofHours(1))).isPresent();

        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1))).isEmpty();
        assertThat(after(Duration.ofSeconds(1), Duration.ofHours(1))).isPresent();
    }

    @Test
    void aJumpBackIsNoneAndTheReferenceFromThenOn() {
        after(Duration.ZERO, Duration.ZERO);
        assertThat(after(Duration.ofSeconds(1), Duration.ofHours(-5))).isEmpty();
        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1))).isEmpty();

        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(2))).contains(Duration.ofSeconds(1));
    }

    @Test
    void aJumpBackAndAheadAgainIsAJumpAhead() {
        after(Duration.ZERO, Duration.ZERO);
        after(Duration.ofSeconds(1), Duration.ofHours(-5));

        assertThat(after(Duration.ofSeconds(1), Duration.ofHours(5)))
                .contains(Duration.ofHours(5).minusSeconds(1));
    }

    @Test
    void aDriftNeverAddsUpToAJump() {
        after(Duration.ZERO, Duration.ZERO);
        for (int turn = 0; turn < 10_000; turn++) {
            assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1).plus(BOUND)))
                    .isEmpty();
        }
    }

    @Test
    void aThreadThatIsPausedBetweenTheReadingsSeesNoJump() {
        long hour = Duration.ofHours(1).toNanos();
        watch.jumpedAhead(0, NOON, 0);

        assertThat(watch.jumpedAhead(1, NOON.plusNanos(hour), hour))
                .as("paused before the wall clock was read")
                .isEmpty();
        assertThat(watch.jumpedAhead(hour + 1, NOON.plusNanos(hour + 1), 2 * hour))
                .as("paused after it")
                .isEmpty();
        assertThat(watch.jumpedAhead(2 * hour + 1, NOON.plusNanos(2 * hour + 1), 2 * hour + 2))
                .as("the turn after that")
                .isEmpty();
    }

    @Test
    void aJumpIsSeenAlthoughTheReadingsTookTime() {
        watch.jumpedAhead(0, NOON, 1_000);

        assertThat(watch.jumpedAhead(2_000, NOON.plusSeconds(5), 3_000))
                .contains(Duration.ofSeconds(5).minusNanos(3_000));
    }

    @Test
    void theCountingClockMayWrap() {
        counted = Long.MAX_VALUE - 10;
        after(Duration.ZERO, Duration.ZERO);

        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(1))).isEmpty();
        assertThat(counted).isNegative();
        assertThat(after(Duration.ofSeconds(1), Duration.ofSeconds(4))).contains(Duration.ofSeconds(3));
    }

    @Test
    void theCountingClockMayWrapWithinOneReading() {
        watch.jumpedAhead(Long.MAX_VALUE - 1, NOON, Long.MAX_VALUE);

        assertThat(watch.jumpedAhead(Long.MAX_VALUE, NOON.plusNanos(3), Long.MIN_VALUE + 2))
                .isEmpty();
    }

    @Test
    void theEndsOfTheCalendarAreReadToo() {
        watch.jumpedAhead(0, Instant.MIN, 0);

        assertThat(watch.jumpedAhead(1, Instant.MAX, 1)).isPresent();
        assertThat(watch.jumpedAhead(2, Instant.MIN, 2)).isEmpty();
    }

    @Test
    void aBoundOfZeroAllowsNoLeadAtAll() {
        var strict = new WallClockWatch(Duration.ZERO);
        strict.jumpedAhead(0, NOON, 0);

        assertThat(strict.jumpedAhead(1_000, NOON.plusNanos(1_000), 1_000)).isEmpty();
        assertThat(strict.jumpedAhead(2_000, NOON.plusNanos(2_001), 2_000)).contains(Duration.ofNanos(1));
    }

    @Test
    void aBoundBelowZeroIsRefused() {
        var negative = Duration.ofNanos(-1);

        assertThatThrownBy(() -> new WallClockWatch(negative)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void onlyTheLeadSinceTheLastReadingCounts(
            @ForAll long start,
            @ForAll @IntRange(max = 60_000) int counted,
            @ForAll @LongRange(min = -86_400_000, max = 86_400_000) long lead) {
        var any = new WallClockWatch(BOUND);
        long nanos = Duration.ofMillis(counted).toNanos();
        any.jumpedAhead(start, NOON, start);

        var jumped = any.jumpedAhead(start + nanos, NOON.plusMillis(counted + lead), start + nanos);

        assertThat(jumped).isEqualTo(lead > BOUND.toMillis() ? Optional.of(Duration.ofMillis(lead)) : Optional.empty());
    }

    /** Both clocks move on, and are read. */
    private Optional<Duration> after(Duration ofTheTicker, Duration ofTheWall) {
        counted += ofTheTicker.toNanos();
        wall = wall.plus(ofTheWall);
        return watch.jumpedAhead(counted, wall, counted);
    }
}
