package io.incumbent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RepeatLimitTest {

    private long now = Long.MAX_VALUE - 5;
    private final RepeatLimit limit = new RepeatLimit(Duration.ofNanos(10), () -> now);

    @Test
    void eachKindIsLetThroughOnceInAnInterval() {
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("b")).isTrue();
        now += 9; // beyond the wrap

        assertThat(limit.allows("a")).isFalse();
        now += 1;
        assertThat(limit.allows("a")).isTrue();
        now += 9;
        assertThat(limit.allows("a")).isFalse();
    }
}
