package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestTicker ticker = new TestTicker();

    @Test
    void aDeadlineBeyondTheWrapHasNotPassed() {
        var deadline = Deadline.in(SECOND, ticker.nanos());

        assertThat(deadline.nanos()).isNegative();
        assertThat(deadline.passed(ticker.nanos())).isFalse();
        assertThat(deadline.left(ticker.nanos())).isEqualTo(SECOND);
    }

    @Test
    void aDeadlineBeforeTheWrapHasPassedAfterIt() {
        var deadline = Deadline.in(Duration.ofNanos(10), ticker.nanos());

        ticker.advance(SECOND);

        assertThat(deadline.nanos()).isPositive();
        assertThat(ticker.nanos()).isNegative();
        assertThat(deadline.passed(ticker.nanos())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 5, Long.MAX_VALUE, Long.MIN_VALUE, -3, 0, 42})
    void atTheVeryMomentItHasPassedAndOneNanosecondBeforeItHasNot(long moment) {
        var deadline = new Deadline(moment);

        assertThat(deadline.passed(moment)).isTrue();
        assertThat(deadline.passed(moment + 1)).isTrue();
        assertThat(deadline.passed(moment - 1)).isFalse();
    }

    @Test
    void whatIsLeftShrinksToZeroAndNeverBelow() {
        var deadline = Deadline.in(SECOND, ticker.nanos());

        ticker.advance(SECOND.minusNanos(1));
        assertThat(deadline.left(ticker.nanos())).isEqualTo(Duration.ofNanos(1));
        ticker.advance(SECOND);
        assertThat(deadline.left(ticker.nanos())).isZero();
    }

    @Test
    void theEarlierAndTheLaterOfTwoAreFoundAcrossTheWrap() {
        var before = new Deadline(Long.MAX_VALUE);
        var after = new Deadline(Long.MIN_VALUE);

        assertThat(before.earlier(after)).isEqualTo(before);
        assertThat(after.earlier(before)).isEqualTo(before);
        assertThat(before.later(after)).isEqualTo(after);
        assertThat(after.later(before)).isEqualTo(after);
    }
}
