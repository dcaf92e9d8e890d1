package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.AdministratorSetup;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PgBouncer;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three real instances with no more rights than deploy/postgresql gives them, behind a real PgBouncer in transaction mode. */
@Tag("pgbouncer")
@NeedsProcesses
class PooledClusterTest {

    private static final Duration NOTICED = Duration.ofSeconds(20);

    private static PostgresServer postgres;
    private static RedisServer redis;
    private static PgBouncer bouncer;
    private static AdministratorSetup setup;
    private static Map<String, String> environment;

    private InstanceCluster cluster;
    private InstanceProcess leader;

    @BeforeAll
    static void startStores() {
        postgres = PostgresServer.start();
        redis = RedisServer.start();
        setup = AdministratorSetup.twoRoles(postgres);
        bouncer = PgBouncer.start(postgres);
        environment = Map.of(
                "INCUMBENT_DATABASE_URL",
                bouncer.url(setup.url()) + "?prepareThreshold=0",
                "INCUMBENT_DATABASE_USERNAME",
                AdministratorSetup.APPLICATION,
                "INCUMBENT_SCHEMA_MODE",
                "external",
                "INCUMBENT_REDIS_HOSTS",
                redis.url(),
                "INCUMBENT_SIGNALS_AUTHENTICATION",
                "none",
                "INCUMBENT_DISPATCH_AUTHENTICATION",
                "none",
                "INCUMBENT_SIGNALS_RETENTION",
                "2s");
    }

    @AfterAll
    static void stopStores() {
        bouncer.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void threeInstances() throws IOException {
        cluster = InstanceCluster.of(InstanceCluster.with(InstanceCluster.QUICK, environment));
        for (int i = 0; i < 3; i++) {
            cluster.start();
        }
        leader = cluster.awaitLeader();
    }

    @AfterEach
    void end() throws IOException {
        cluster.close();
    }

    @Test
    void theyElectAndHandOverAndAnswerEveryQuestion() {
        assertThat(HttpProbe.get(leader.httpPort(), "/leadership/history").status())
                .isEqualTo(200);
        assertThat(HttpProbe.get(leader.httpPort(), "/instances").status()).isEqualTo(200);
        var term = cluster.view(leader).orElseThrow().term().orElseThrow();

        leader.stop();
        var next = awaitOneThatLeads();

        assertThat(cluster.view(next).orElseThrow().term().orElseThrow()).isGreaterThan(term);
        assertThat(cluster.ask().history(next.httpPort(), 2).getLast().whyLost())
                .contains("shutdown");
    }

    @Test
    void signalsAreTakenFetchedDoneBroughtBackAndAfterTheirRetentionRemoved() {
        int port = leader.httpPort();
        var taken = HttpProbe.post(port, "/signals", "{\"side\": \"buy\"}");
        assertThat(new JsonObject(taken.body()).getString("status")).isEqualTo("accepted");
        var id = new JsonObject(taken.body()).getString("id");
        assertThat(HttpProbe.post(port, "/signals", "{\"side\":\"buy\"}").body())
                .contains("duplicate", id);

        report(port, id, "fail", ", \"dead\": true");
        assertThat(HttpProbe.get(port, "/signals?status=DEAD").body()).contains(id);
        assertThat(HttpProbe.post(port, "/signals/" + id + "/retry", "").status())
                .isEqualTo(200);
        report(port, id, "complete", "");

        assertThat(HttpProbe.get(port, "/signals/" + id).body()).contains("COMPLETED");
        Awaitility.await("removed")
                .atMost(NOTICED)
                .until(() -> HttpProbe.get(port, "/signals/" + id).status() == 404);
    }

    private static void report(int port, String id, String outcome, String more) {
        var claimed =
                new JsonObject(HttpProbe.post(port, "/signals/claims", "{}").body());
        var signal = claimed.getJsonArray("signals").getJsonObject(0);
        assertThat(signal.getString("id")).isEqualTo(id);
        var body = "{\"token\": \"" + signal.getString("token") + "\"" + more + "}";
        assertThat(HttpProbe.post(port, "/signals/" + id + "/" + outcome, body).status())
                .isEqualTo(200);
    }

    @Test
    void aPoolerThatIsKilledAndComesBackNeedsNoRestartOfAnybody() {
        bouncer.stop();
        Awaitility.await("nobody leads").atMost(NOTICED).until(() -> cluster.leaders()
                .isEmpty());
        bouncer.up();

        awaitOneThatLeads();
    }

    @Test
    void renewalsThatGoToTheServerItselfDoNotDependOnThePooler() throws IOException {
        var direct = setup.url();
        try (var apart = InstanceCluster.of(InstanceCluster.with(InstanceCluster.QUICK, environment))) {
            var instance = apart.start(Map.of(
                    "QUARKUS_DATASOURCE_COORDINATION_JDBC_URL", direct, "QUARKUS_DATASOURCE_VERIFY_JDBC_URL", direct));
            apart.awaitLeader();
            long stopped = System.nanoTime();
            bouncer.stop();
            try {
                Awaitility.await("it leads for two ttls").atMost(NOTICED).until(() -> {
                    assertThat(apart.leads(instance)).isTrue();
                    return System.nanoTime() - stopped
                            > InstanceCluster.TTL.multipliedBy(2).toNanos();
                });
            } finally {
                bouncer.up();
            }
        }
    }

    @Test
    void whatAPoolerWouldBreakIsRefusedAtStartAndTheWayOutIsNamedAndWorks() throws IOException {
        var pooled = bouncer.url(setup.url());
        try (var alone = InstanceCluster.of(InstanceCluster.with(InstanceCluster.QUICK, environment))) {
            var migrates = alone.start(Map.of("INCUMBENT_SCHEMA_MODE", "self"));
            var named = alone.start(Map.of("INCUMBENT_DATABASE_URL", pooled));
            var around =
                    alone.start(Map.of("INCUMBENT_SCHEMA_MODE", "self", "INCUMBENT_SCHEMA_DIRECT_URL", setup.url()));

            awaitRefused(alone, migrates, "incumbent.schema.direct-url", "incumbent.schema.mode=external");
            awaitRefused(alone, named, "prepareThreshold=0");
            Awaitility.await("it leads").atMost(NOTICED).until(() -> alone.leads(around));
            assertThat(alone.leaders()).containsExactly(around);
        }
    }

    private static void awaitRefused(InstanceCluster cluster, InstanceProcess instance, String... wayOut) {
        Awaitility.await("refused").atMost(InstanceCluster.START_LIMIT).untilAsserted(() -> {
            assertThat(cluster.log(instance)).contains("a pooler answers here").contains(wayOut);
            assertThat(HttpProbe.get(instance.httpPort(), "/health/db").body())
                    .contains("\"state\":\"ERROR\"")
                    .contains(wayOut);
        });
    }

    private InstanceProcess awaitOneThatLeads() {
        return Awaitility.await("one leads")
                .atMost(NOTICED)
                .until(cluster::leaders, leaders -> leaders.size() == 1)
                .getFirst();
    }
}
