package io.incumbent.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(60)
@NeedsServers
class HistoryAndInstancesTest {

    @Inject
    InstanceList instances;

    @Inject
    LeadershipHistory history;

    @Inject
    DatabaseSetup database;

    private String url;

    @BeforeEach
    void emptyLedger() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "TRUNCATE leadership, leadership_history, instance_metadata");
    }

    @Test
    void noInstancesAndNoHistoryAreNoError() {
        assertThat(instances.all(Optional.empty())).isEmpty();
        assertThat(history.newest(10)).isEmpty();
    }

    @Test
    void anInstanceIsStaleAfterThirtySecondsOrAfterWhatItDeclaredItself() {
        alive("fresh", "29 s", "30 s");
        alive("silent", "31 s", "30 s");
        alive("patient", "31 s", "1 h");

        assertThat(stale(Optional.empty())).containsExactly("silent");
    }

    @Test
    void whoAsksMaySetTheLimit() {
        alive("fresh", "2 s", "30 s");
        alive("silent", "31 s", "30 s");
        alive("patient", "31 s", "1 h");

        assertThat(stale(Optional.of(Duration.ofMillis(500)))).containsExactly("fresh", "patient", "silent");
        assertThat(stale(Optional.of(Duration.ofSeconds(10)))).containsExactly("patient", "silent");
        assertThat(stale(Optional.of(Duration.ofHours(2)))).isEmpty();
    }

    @Test
    void silenceIsToldInSecondsByTheDatabasesClock() {
        alive("silent", "90 s", "30 s");

        assertThat(instances.all(Optional.empty())).singleElement().satisfies(entry -> {
            assertThat(entry.secondsSinceHeartbeat()).isBetween(90.0, 150.0);
            assertThat(entry.hostname()).isEqualTo("host-of-silent");
            assertThat(entry.version()).isEqualTo("1.2.3");
        });
    }

    @Test
    void theHolderOfTheTermIsTheLeader() {
        alive("a", "1 s", "30 s");
        alive("b", "1 s", "30 s");
        holds("a", "5 s", "NULL");

        assertThat(leaders(Optional.empty())).containsExactly("a");
    }

    @Test
    void aStaleLeaderIsReportedAndNeverCountedAsLeader() {
        alive("a", "31 s", "30 s");
        holds("a", "5 s", "NULL");

        assertThat(stale(Optional.empty())).containsExactly("a");
        assertThat(leaders(Optional.empty())).isEmpty();
        assertThat(leaders(Optional.of(Duration.ofHours(1)))).containsExactly("a");
    }

    @Test
    void whoStandsAndIsNeitherStaleNorTheLeaderMayTakeOver() {
        alive("leader", "1 s", "30 s");
        holds("leader", "5 s", "NULL");
        alive("standby", "1 s", "30 s");
        alive("silent", "31 s", "30 s");
        alive("leaving", "1 s", "30 s");
        PostgresServer.execute(url, "UPDATE instance_metadata SET candidacy = 'draining' WHERE instance = 'leaving'");
        alive("of-a-later-version", "1 s", "30 s");
        PostgresServer.execute(
                url, "UPDATE instance_metadata SET candidacy = 'resting' WHERE instance = 'of-a-later-version'");

        assertThat(instances.all(Optional.empty()))
                .filteredOn(InstanceList.Entry::mayTakeOver)
                .extracting(InstanceList.Entry::instance)
                .containsExactly("standby");
        assertThat(instances.all(Optional.empty()))
                .extracting(InstanceList.Entry::candidacy)
                .contains("draining", "resting");
    }

    @Test
    void whatAnInstanceSaysOfItselfIsToldAndWhatItDoesNotSayIsNull() {
        alive("silent", "1 s", "30 s");
        alive("a", "1 s", "30 s");
        PostgresServer.execute(
                url,
                "UPDATE instance_metadata SET name = 'web', ttl = '9 s', margin = '1500 ms', heartbeat = '3 s',"
                        + " address = 'http://web:8080' WHERE instance = 'a'");

        assertThat(instances.all(Optional.empty()))
                .extracting(
                        InstanceList.Entry::name,
                        InstanceList.Entry::ttlMillis,
                        InstanceList.Entry::marginMillis,
                        InstanceList.Entry::heartbeatMillis,
                        InstanceList.Entry::address)
                .containsExactlyInAnyOrder(
                        tuple("web", 9000L, 1500L, 3000L, "http://web:8080"), tuple(null, null, null, null, null));
    }

    @Test
    void whoseTermIsReleasedOrExpiredIsNoLeader() {
        alive("a", "1 s", "30 s");
        holds("a", "5 s", "clock_timestamp()");
        assertThat(leaders(Optional.empty())).isEmpty();

        holds("a", "-5 s", "NULL");
        assertThat(leaders(Optional.empty())).isEmpty();
    }

    @Test
    void historyIsNewestFirstAndLimited() {
        PostgresServer.execute(url, """
                INSERT INTO leadership_history SELECT 'orders', t, 'a/' || t, 'a', 'host-of-a', '2026-01-01T00:00:00Z',
                       'elected', '2026-01-01T00:01:30Z', 'stepped_down' FROM generate_series(1, 5) t;
                INSERT INTO leadership_history VALUES ('invoices', 9, 'x/1', 'x', 'y', clock_timestamp(), 'elected')
                """);

        assertThat(history.newest(2)).extracting(LeadershipHistory.Entry::term).containsExactly(5L, 4L);
        assertThat(history.newest(1)).singleElement().satisfies(entry -> {
            assertThat(entry.seconds()).isEqualTo(90.0);
            assertThat(entry.from()).hasToString("2026-01-01T00:00:00Z");
            assertThat(entry.to()).hasToString("2026-01-01T00:01:30Z");
            assertThat(entry.whyGained()).isEqualTo("elected");
            assertThat(entry.whyLost()).isEqualTo("stepped_down");
        });
    }

    @Test
    void reasonsOfANewerReleaseAreToldAsTheyAre() {
        PostgresServer.execute(url, """
                INSERT INTO leadership_history VALUES ('orders', 1, 'a/1', 'a', 'h', clock_timestamp(), 'transferred',
                       clock_timestamp(), 'proven_dead')
                """);

        assertThat(history.newest(10)).singleElement().satisfies(entry -> {
            assertThat(entry.whyGained()).isEqualTo("transferred");
            assertThat(entry.whyLost()).isEqualTo("proven_dead");
        });
    }

    /** The view gives the candidacy of others, which a newer release may have more of. */
    @Test
    void anInstanceInACandidacyOfANewerReleaseIsListed() {
        alive("a", "1 s", "30 s");
        PostgresServer.execute(url, "UPDATE instance_metadata SET candidacy = 'resting'");

        assertThat(instances.all(Optional.empty()))
                .extracting(InstanceList.Entry::instance)
                .containsExactly("a");
    }

    @Test
    void aLeadershipThatLastsHasNoEndAndItsSecondsSoFar() {
        PostgresServer.execute(url, """
                INSERT INTO leadership_history VALUES
                       ('orders', 1, 'a/1', 'a', 'h', clock_timestamp() - interval '60 s', 'elected')
                """);

        assertThat(history.newest(10)).singleElement().satisfies(entry -> {
            assertThat(entry.to()).isNull();
            assertThat(entry.whyLost()).isNull();
            assertThat(entry.seconds()).isBetween(60.0, 120.0);
        });
    }

    private List<String> stale(Optional<Duration> limit) {
        return instances.all(limit).stream()
                .filter(InstanceList.Entry::stale)
                .map(InstanceList.Entry::instance)
                .sorted()
                .toList();
    }

    private List<String> leaders(Optional<Duration> limit) {
        return instances.all(limit).stream()
                .filter(InstanceList.Entry::leader)
                .map(InstanceList.Entry::instance)
                .toList();
    }

    private void alive(String instance, String silentFor, String staleAfter) {
        PostgresServer.execute(url, """
                INSERT INTO instance_metadata (instance, group_name, hostname, version, last_heartbeat_at, stale_after)
                VALUES ('%1$s', 'orders', 'host-of-%1$s', '1.2.3', clock_timestamp() - interval '%2$s', '%3$s')
                """.formatted(instance, silentFor, staleAfter));
    }

    private void holds(String instance, String left, String releasedAt) {
        PostgresServer.execute(url, "DELETE FROM leadership", """
                INSERT INTO leadership VALUES ('orders', 7, '%1$s/1', '%1$s', 'h', clock_timestamp(), clock_timestamp(),
                       clock_timestamp() + interval '%2$s', %3$s)
                """.formatted(instance, left, releasedAt));
    }
}
