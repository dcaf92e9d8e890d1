package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.coordinator.stores.StoreCalls.Store;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private final VirtualTime time = new VirtualTime();
    private final RequestRate rate = new RequestRate(() -> "ours", time);

    @Test
    void tenQuestionsInASecondAreAllowedAndElevenAreNot() {
        ask(10);

        assertThatThrownBy(() -> rate.count(Store.REDIS, () -> "look"))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("11 times in a second");
    }

    @Test
    void theSecondIsAnyAndEachStoreHasItsOwn() {
        ask(10);
        rate.count(Store.POSTGRES, () -> "look");
        time.step(Duration.ofSeconds(1).toNanos());

        assertThatCode(() -> ask(10)).doesNotThrowAnyException();
    }

    @Test
    void twentyAreAllowedAfterANotification() {
        rate.notified();
        ask(20);

        assertThatThrownBy(() -> rate.count(Store.REDIS, () -> "look")).isInstanceOf(InvariantViolation.class);
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            rate.count(Store.REDIS, () -> "look");
        }
    }
}
