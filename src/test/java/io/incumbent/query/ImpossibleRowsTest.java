package io.incumbent.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One who writes by hand may have written anything that PostgreSQL accepts. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(60)
@NeedsServers
class ImpossibleRowsTest {

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "heartbeat | 'infinity'",
                "heartbeat | '-1 s'",
                "heartbeat | '170000000 years'",
                "ttl | '-infinity'",
                "margin | 'infinity'",
                "ttl | NULL",
                "stale_after | 'infinity'",
                "started_at | 'infinity'",
                "started_at | '-infinity'",
                "started_at | '294276-12-31'",
                "last_heartbeat_at | 'infinity'",
                "last_heartbeat_at | '-infinity'",
                "last_heartbeat_at | '294276-12-31'",
                "last_heartbeat_at | '4713-01-01 BC'"
            })
    void anInstanceWithAnImpossibleValueHidesNoOther(String column, String value) {
        PostgresServer.execute(
                url,
                "INSERT INTO instance_metadata (instance, group_name, hostname, version)"
                        + " VALUES ('a', 'orders', 'h', '1'), ('b', 'orders', 'h', '1')");
        PostgresServer.execute(url, "UPDATE instance_metadata SET " + column + " = " + value + " WHERE instance = 'a'");

        var all = instances.all(Optional.empty());

        assertThat(all).extracting(InstanceList.Entry::instance).containsExactlyInAnyOrder("a", "b");
        assertThat(all).allSatisfy(entry -> {
            assertThat(entry.secondsSinceHeartbeat()).isFinite();
            assertThat(entry.startedAt()).isBetween("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
            assertThat(entry.lastHeartbeat()).isBetween("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
            assertThat(entry.ttlMillis()).isNull();
            assertThat(entry.marginMillis()).isNull();
            assertThat(entry.heartbeatMillis()).isNull();
        });
        assertThat(instances.all(Optional.of(Duration.ofSeconds(30)))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'infinity' | NULL",
                "'-infinity' | NULL",
                "'294276-12-31' | NULL",
                "now() | 'infinity'",
                "'infinity' | 'infinity'",
                "'-infinity' | 'infinity'",
                "'infinity' | '-infinity'"
            })
    void aLeadershipWithAnImpossibleTimeHidesNoOther(String gainedAt, String lostAt) {
        PostgresServer.execute(url, """
                INSERT INTO leadership_history VALUES
                       ('orders', 1, 'a/1', 'a', 'h', clock_timestamp() - interval '60 s', 'elected');
                INSERT INTO leadership_history VALUES
                       ('orders', 2, 'b/1', 'b', 'h', %1$s, 'elected', %2$s, CASE WHEN %2$s IS NOT NULL THEN 'expired' END)
                """.formatted(gainedAt, lostAt));

        var all = history.newest(10);

        assertThat(all).extracting(LeadershipHistory.Entry::term).containsExactly(2L, 1L);
        assertThat(all.getFirst().seconds()).isFinite().isNotNegative();
        assertThat(all.getFirst().from()).isBetween("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
        assertThat(all.getFirst().to() == null).isEqualTo(lostAt.equals("NULL"));
        assertThat(all.getLast().seconds()).isBetween(60.0, 120.0);
    }
}
