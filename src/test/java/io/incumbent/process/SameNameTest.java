package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** As with an id from a ConfigMap, or one StatefulSet in two clusters: nothing in the settings tells two processes apart. */
@NeedsProcesses
class SameNameTest {

    private static final Map<String, String> NAMES =
            Map.of("INCUMBENT_INSTANCE_NAME", "web", "INCUMBENT_ELECTION_HOSTNAME", "web-0", "HOSTNAME", "web-0");

    @Test
    void twoProcessesWithTheSameNameAndHostnameAndSettingsRunUnderTwoIdsAndOneLeads() throws IOException {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start();
                var cluster = InstanceCluster.of(InstanceCluster.with(
                        InstanceCluster.with(InstanceCluster.QUICK, NAMES),
                        InstanceCluster.stores(postgres, postgres.newDatabase(), redis)))) {
            var one = cluster.start();
            var two = cluster.start();
            var leader = cluster.awaitLeader();
            var ids = List.of(idOf(cluster, one), idOf(cluster, two));

            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("web-[0-9a-f]{8}"));
            assertThat(instances(leader))
                    .extracting(
                            row -> row.getString("instance"),
                            row -> row.getString("name"),
                            row -> row.getString("candidacy"))
                    .containsExactlyInAnyOrder(
                            tuple(ids.getFirst(), "web", "standing"), tuple(ids.getLast(), "web", "standing"));

            var standby = cluster.others(leader).getFirst();
            var standbyId = idOf(cluster, standby);
            assertThat(mayTakeOver(leader)).containsExactly(standbyId);
            standby.stop();
            Awaitility.await("it says that it leaves")
                    .atMost(InstanceCluster.START_LIMIT)
                    .until(() -> instances(leader).stream()
                            .anyMatch(row -> row.getString("instance").equals(standbyId)
                                    && row.getString("candidacy").equals("draining")));
            assertThat(mayTakeOver(leader)).isEmpty();
            assertThat(cluster.leads(leader)).isTrue();
        }
    }

    private static String idOf(InstanceCluster cluster, InstanceProcess instance) {
        return cluster.view(instance).orElseThrow().instance();
    }

    private static List<String> mayTakeOver(InstanceProcess asked) {
        return instances(asked).stream()
                .filter(row -> row.getBoolean("mayTakeOver"))
                .map(row -> row.getString("instance"))
                .toList();
    }

    private static List<JsonObject> instances(InstanceProcess asked) {
        var answer = HttpProbe.get(asked.httpPort(), "/instances");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new JsonArray(answer.body()).stream().map(JsonObject.class::cast).toList();
    }
}
