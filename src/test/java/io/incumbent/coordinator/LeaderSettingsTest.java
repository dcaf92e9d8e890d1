package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.tasks.LeaderSettingsCheck;
import io.incumbent.stores.NeedsServers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances of one group with different settings, as in the middle of a rollout that changes them, on real stores. */
@Timeout(120)
@NeedsServers
class LeaderSettingsTest {

    /** A leader that keeps its leadership on a machine that stands still for a moment. */
    private static final Map<String, String> STEADY = Map.of("incumbent.election.ttl", "10s");

    /** Some periods of the check. */
    private static final Duration SOME_HEARTBEATS = Duration.ofSeconds(2);

    private static ElectionTestBed bed;

    @BeforeAll
    static void build() {
        bed = new ElectionTestBed(TestConfig.merged(TestConfig.QUICK, STEADY));
    }

    @BeforeEach
    void nobodyIsThere() {
        bed.clean();
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @Test
    void anInstanceWithOtherSettingsThanTheLeaderSaysSoOnceWithBothValues() {
        try (var log = new LogCapture(LeaderSettingsCheck.class)) {
            bed.start(1);
            var leader = bed.awaitLeader();
            bed.start(1); // with the same ones
            bed.start(1, Map.of("incumbent.election.ttl", "12s", "incumbent.election.margin", "200ms"));

            await("it says so").untilAsserted(() -> assertThat(log.lines()).isNotEmpty());
            bed.awaitSteady(leader, SOME_HEARTBEATS);

            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .startsWith(
                            "WARN the leader runs with other settings leader=" + leader.name()
                                    + " incumbent.election.ttl=12s leaderHas=10s incumbent.election.margin=200ms leaderHas=100ms: ")
                    .doesNotContain("heartbeat="));
        }
    }

    @Test
    void itSaysSoAgainOfAnotherLeader() {
        try (var log = new LogCapture(LeaderSettingsCheck.class)) {
            bed.start(1, Map.of("incumbent.election.heartbeat", "400ms"));
            var first = bed.awaitLeader();
            bed.start(1);
            await("it says so of the first")
                    .untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                            .contains(
                                    "leader=" + first.name() + " incumbent.election.heartbeat=300ms leaderHas=400ms")));

            first.stop();
            var second = bed.awaitLeader();
            bed.start(1, Map.of("incumbent.election.heartbeat", "500ms"));

            await("another says so of the second")
                    .untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                            .contains("leader=" + second.name()
                                    + " incumbent.election.heartbeat=500ms leaderHas=300ms")));
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void whatTheLeaderDoesNotTellIsPassedOver() {
        try (var log = new LogCapture(LeaderSettingsCheck.class)) {
            bed.start(1);
            var leader = bed.awaitLeader();
            bed.execute("UPDATE instance_metadata SET ttl = NULL, margin = NULL");

            bed.start(
                    1,
                    Map.of(
                            "incumbent.election.ttl", "12s",
                            "incumbent.election.margin", "200ms",
                            "incumbent.election.heartbeat", "400ms"));
            await("it says what it knows")
                    .untilAsserted(() -> assertThat(log.lines()).isNotEmpty());

            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("leader=" + leader.name() + " incumbent.election.heartbeat=400ms leaderHas=300ms: "));
        }
    }
}
