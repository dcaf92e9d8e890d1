package io.incumbent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.election.Timing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

    @Test
    void nothingGivenMeansThreeInstancesTheProductsTtlAndNoEnd() throws DemoException {
        var ttl = Duration.parse(TestConfig.DEFAULT.get("incumbent.election.ttl"));

        assertThat(DemoOptions.from(Map.of())).isEqualTo(new DemoOptions(3, ttl, Optional.empty()));
    }

    @Test
    void whatMakePassesOnEmptyCountsAsNotGiven() throws DemoException {
        assertThat(DemoOptions.from(Map.of("INSTANCES", "", "TTL", " ", "DEMO_SECONDS", "")))
                .isEqualTo(DemoOptions.from(Map.of()));
    }

    @Test
    void whatIsGivenIsTaken() throws DemoException {
        assertThat(DemoOptions.from(Map.of("INSTANCES", "5", "TTL", "3s", "DEMO_SECONDS", "30")))
                .isEqualTo(new DemoOptions(5, Duration.ofSeconds(3), Optional.of(Duration.ofSeconds(30))));
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANCES, 0",
        "INSTANCES, 10",
        "INSTANCES, -1",
        "INSTANCES, x",
        "INSTANCES, 3.5",
        "INSTANCES, 99999999999",
        "TTL, banana",
        "TTL, 100ms",
        "TTL, 999ms",
        "TTL, 61s",
        "TTL, 2m",
        "TTL, 3",
        "TTL, -3s",
        "TTL, 99999999999s",
        "DEMO_SECONDS, 0",
        "DEMO_SECONDS, -5",
        "DEMO_SECONDS, 30s",
        "DEMO_SECONDS, 86401"
    })
    void aValueThatCannotWorkIsRefusedInOneLine(String name, String value) {
        var trouble = catchThrowableOfType(DemoException.class, () -> DemoOptions.from(Map.of(name, value)));

        assertThat(trouble.exitCode()).isEqualTo(2);
        assertThat(trouble).hasMessageStartingWith(name + "=" + value + " cannot work: ");
        assertThat(trouble.getMessage()).doesNotContain("\n").contains("for example " + name + "=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "1500ms", "3s", "9s", "10s", "60s", "1m"})
    void theTimesThatFollowFromAnyTtlMakeAnElectionThatStarts(String ttl) throws DemoException {
        var timing = DemoOptions.from(Map.of("TTL", ttl)).timing();

        var legal = new Timing(
                Duration.parse(timing.get("INCUMBENT_ELECTION_TTL")),
                Duration.parse(timing.get("INCUMBENT_ELECTION_HEARTBEAT")),
                Duration.parse(timing.get("INCUMBENT_ELECTION_MARGIN")),
                Duration.parse(timing.get("INCUMBENT_ELECTION_CALL_TIMEOUT")),
                Duration.parse(timing.get("INCUMBENT_ELECTION_DRAIN_TIMEOUT")),
                Timing.RedisOutage.STEP_DOWN);
        assertThat(legal.trust()).isPositive();
    }
}
