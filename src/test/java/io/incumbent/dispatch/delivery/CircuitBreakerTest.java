package io.incumbent.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.dispatch.delivery.CircuitBreaker.Change;
import io.incumbent.dispatch.delivery.CircuitBreaker.Permit;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A target that fails again and again is left alone, and found again. */
class CircuitBreakerTest {

    private final TestTicker ticker = new TestTicker();
    private final CircuitBreaker breaker =
            new CircuitBreaker(3, Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(7));

    @Test
    void failuresInARowOpenItAndASuccessBetweenThemDoesNot() {
        fail();
        fail();
        assertThat(breaker.succeeded(permit())).isEqualTo(Change.NONE);
        fail();
        fail();
        assertThat(permits()).isEqualTo(32);

        assertThat(breaker.failed(permit(), ticker.nanos())).isEqualTo(Change.OPENED);
        assertThat(permits()).isZero();
        assertThat(breaker.admit(ticker.nanos())).isEmpty();
        assertThat(breaker.openFor(ticker.nanos())).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void afterThePauseOneTriesAndItsSuccessOpensTheDoorForAll() {
        open();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(permits()).isEqualTo(1);
        var permit = permit();

        assertThat(permits()).isZero();
        assertThat(breaker.admit(ticker.nanos())).isEmpty();
        assertThat(breaker.openFor(ticker.nanos())).isZero();
        assertThat(breaker.succeeded(permit)).isEqualTo(Change.CLOSED);
        assertThat(permits()).isEqualTo(32);
    }

    @Test
    void eachFurtherPauseIsTwiceAsLongUpToTheLongest() {
        open();
        for (int seconds : new int[] {2, 4, 8, 8, 8}) {
            ticker.advance(Duration.ofSeconds(8));
            assertThat(breaker.failed(permit(), ticker.nanos())).isEqualTo(Change.NONE);
            assertThat(breaker.openFor(ticker.nanos()))
                    .isBetween(Duration.ofMillis(seconds * 500L), Duration.ofSeconds(seconds));
        }
        ticker.advance(Duration.ofSeconds(8));
        breaker.succeeded(permit());
        open();
        assertThat(breaker.openFor(ticker.nanos())).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasBegunBeforeTheLastChangeSaysNothing() {
        var old = permit();
        open();

        assertThat(breaker.valid(old)).isFalse();
        assertThat(breaker.succeeded(old)).isEqualTo(Change.NONE);
        assertThat(permits()).isZero();
        ticker.advance(Duration.ofSeconds(1));
        var tries = permit();
        assertThat(breaker.failed(old, ticker.nanos())).isEqualTo(Change.NONE);
        assertThat(breaker.succeeded(old)).isEqualTo(Change.NONE);
        assertThat(breaker.succeeded(tries)).isEqualTo(Change.CLOSED);
        assertThat(breaker.failed(old, ticker.nanos())).isEqualTo(Change.NONE);
        assertThat(permits()).isEqualTo(32);
    }

    @Test
    void aTryThatWasNotSentIsTheNextOnes() {
        open();
        ticker.advance(Duration.ofSeconds(1));
        breaker.unused(permit(), ticker.nanos());

        assertThat(permits()).isEqualTo(1);
        assertThat(breaker.succeeded(permit())).isEqualTo(Change.CLOSED);
    }

    @Test
    void pausesOfManyYearsDoNotOverflow() {
        var patient = new CircuitBreaker(1, Duration.ofDays(24), Duration.ofDays(24), new Random(7));
        for (int i = 0; i < 100; i++) {
            patient.failed(patient.admit(ticker.nanos()).orElseThrow(), ticker.nanos());
            assertThat(patient.openFor(ticker.nanos())).isBetween(Duration.ofDays(12), Duration.ofDays(24));
            ticker.advance(Duration.ofDays(24));
        }
    }

    private void open() {
        while (permits() > 0) {
            fail();
        }
    }

    private void fail() {
        breaker.failed(permit(), ticker.nanos());
    }

    private Permit permit() {
        return breaker.admit(ticker.nanos()).orElseThrow();
    }

    private int permits() {
        return breaker.permits(32, ticker.nanos());
    }
}
