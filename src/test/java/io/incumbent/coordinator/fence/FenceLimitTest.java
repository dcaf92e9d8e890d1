package io.incumbent.coordinator.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FenceLimitTest {

    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(3),
            Duration.ofMillis(900),
            Duration.ofMillis(300),
            Duration.ofMillis(900),
            Duration.ofSeconds(1),
            Timing.RedisOutage.STEP_DOWN);

    @Test
    void workThatEndsBeforeItsTermDelaysNoSuccessorAndIsNotSpokenOf() {
        assertThat(Fence.slowTakeover(Duration.ofMillis(2100), TIMING)).isEmpty();
    }

    @Test
    void workThatMayOutlastTheTermOfAPausedLeaderIsWarnedOfWithBothValues() {
        assertThat(Fence.slowTakeover(Duration.ofMillis(2101), TIMING)).hasValueSatisfying(line -> assertThat(line)
                .contains(
                        "incumbent.fence.limit (2101ms)",
                        "incumbent.election.ttl - incumbent.election.heartbeat (2100ms)"));
    }
}
