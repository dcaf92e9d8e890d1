package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of old rows has its task in a real process, and the leader's maintenance runs it. */
@NeedsProcesses
class MaintenanceOfALeaderTest {

    private static final Map<String, String> SHORT = Map.of(
            "INCUMBENT_LEDGER_HISTORY_RETENTION", "1s",
            "INCUMBENT_LEDGER_FORGET_AFTER", "30s",
            "INCUMBENT_SIGNALS_RETENTION", "1s");

    @Test
    void theLeaderRemovesOldSignalsLeadershipsAndInstances() throws Exception {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start()) {
            var url = postgres.newDatabase();
            var environment = InstanceCluster.with(
                    InstanceCluster.QUICK, InstanceCluster.with(InstanceCluster.stores(postgres, url, redis), SHORT));
            try (var cluster = InstanceCluster.of(environment)) {
                cluster.start();
                cluster.awaitLeader();
                PostgresServer.execute(url, """
                        INSERT INTO leadership_history
                        VALUES ('%1$s', 0, 'x/1', 'x', 'h', now() - interval '2 h', 'elected', now() - interval '1 h', 'expired');
                        INSERT INTO instance_metadata (instance, group_name, hostname, version, last_heartbeat_at)
                        VALUES ('x', '%1$s', 'h', '1', now() - interval '1 h');
                        INSERT INTO signals (id, group_name, source, key, body_digest, body, received_by)
                        VALUES ('01900000-0000-7000-8000-000000000000', '%1$s', 'default', 'k', '', '', 'x');
                        INSERT INTO deliveries (signal, group_name, source, status, finished_at)
                        VALUES ('01900000-0000-7000-8000-000000000000', '%1$s', 'default', 'COMPLETED', now() - interval '1 h')
                        """.formatted(cluster.group()));

                await("all three are removed").atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                    assertThat(rows(url, "SELECT instance FROM leadership_history WHERE term = 0"))
                            .isEmpty();
                    assertThat(rows(url, "SELECT instance FROM instance_metadata WHERE instance = 'x'"))
                            .isEmpty();
                    assertThat(rows(url, "SELECT key FROM signals")).isEmpty();
                });
                assertThat(rows(url, "SELECT count(*) FROM leadership_history WHERE lost_at IS NULL"))
                        .as("the present one stays")
                        .containsExactly("1");
            }
        }
    }

    private static List<String> rows(String url, String query) {
        return LedgerFixture.rows(url, query);
    }
}
