package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code incumbent migrate}, as a Job or an init container runs it, and the instances that rely on it. */
@NeedsProcesses
class MigrateTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static PostgresServer postgres;
    private static RedisServer redis;

    @BeforeAll
    static void startStores() {
        postgres = PostgresServer.startDurable(); // of any other it would warn
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopStores() {
        postgres.close();
        redis.close();
    }

    @Test
    void itMigratesAndEndsAndAnInstanceThatMayNotMigrateLeadsFromThenOn() throws Exception {
        try (var cluster = InstanceCluster.of(environment(postgres.newDatabase()))) {
            var external = Map.of("INCUMBENT_SCHEMA_MODE", "external");
            var instance = cluster.start(external);
            Awaitility.await("it waits for the schema").atMost(LIMIT).untilAsserted(() -> {
                var probe = HttpProbe.get(instance.httpPort(), "/health/db");
                assertThat(probe.status()).isEqualTo(503);
                assertThat(new JsonObject(probe.body()).getString("message")).contains("run incumbent migrate");
            });
            assertThat(HttpProbe.get(instance.managementPort(), "/q/health/started")
                            .status())
                    .isEqualTo(503);
            assertThat(cluster.leaders()).isEmpty();

            var job = cluster.run(external, "migrate");

            assertThat(exit(job)).as(() -> cluster.log(job)).isEqualTo(0);
            assertThat(cluster.log(job)).contains("database READY").doesNotContain("Listening on", " WARN ", " ERROR ");
            assertThat(cluster.awaitLeader()).isSameAs(instance);
            assertThat(HttpProbe.get(instance.managementPort(), "/q/health/started")
                            .status())
                    .isEqualTo(200);
            assertThat(new JsonObject(HttpProbe.get(instance.httpPort(), "/health/db")
                                    .body())
                            .getString("status"))
                    .isEqualTo("UP");

            var again = cluster.run(Map.of(), "migrate");
            assertThat(exit(again)).as("nothing to do is success").isEqualTo(0);
        }
    }

    /** As the Job of a release that was rolled back. */
    @Test
    void onANewerSchemaItEndsWithZeroIfTheSchemaWorksWithThisReleaseAndElseWithOne() throws Exception {
        var database = postgres.newDatabase();
        try (var cluster = InstanceCluster.of(environment(database))) {
            assertThat(exit(cluster.run(Map.of(), "migrate"))).isEqualTo(0);
            PostgresServer.execute(
                    database,
                    "INSERT INTO incumbent_schema_history SELECT installed_rank + 1, '77', 'of tomorrow', type, script,"
                            + " checksum, installed_by, installed_on, execution_time, success"
                            + " FROM incumbent_schema_history ORDER BY installed_rank DESC LIMIT 1",
                    "INSERT INTO schema_compatibility VALUES (77, '0.0.1')");

            var usable = cluster.run(Map.of(), "migrate");
            assertThat(exit(usable)).as(() -> cluster.log(usable)).isEqualTo(0);
            assertThat(cluster.log(usable))
                    .contains("schema is newer than this program found=77", "works-with-from=0.0.1: this program still")
                    .doesNotContain(" WARN ", " ERROR ");

            PostgresServer.execute(
                    database, "UPDATE schema_compatibility SET works_with_from = '99.1' WHERE version = 77");
            var tooOld = cluster.run(Map.of(), "migrate");
            assertThat(exit(tooOld)).isEqualTo(1);
            assertThat(cluster.log(tooOld))
                    .contains(
                            "incumbent migrate failed: schema is newer than this program found=77", "run release 99.1");
        }
    }

    @Test
    void itEndsWithOneAndOneLineOverWhatWaitingDoesNotMend() throws Exception {
        try (var cluster = InstanceCluster.of(environment(postgres.url("missing")))) {
            var job = cluster.run(Map.of(), "migrate");

            assertThat(exit(job)).isEqualTo(1);
            assertThat(cluster.log(job))
                    .contains("incumbent migrate failed: database does not exist key=incumbent.database.url")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aTimeLimitEndsTheJobAndAlsoAnInstance() throws Exception {
        var nowhere = "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/x";
        var soon = Map.of("INCUMBENT_SCHEMA_GIVE_UP_AFTER", "1s", "INCUMBENT_SCHEMA_RETRY_LONGEST", "300ms");
        try (var cluster = InstanceCluster.of(InstanceCluster.with(environment(nowhere), soon))) {
            var job = cluster.run(Map.of(), "migrate");
            var instance = cluster.start();

            assertThat(exit(job)).isEqualTo(1);
            assertThat(cluster.log(job)).contains("incumbent migrate failed: database unreachable");
            assertThat(exit(instance)).isEqualTo(1);
            assertThat(cluster.log(instance))
                    .contains("incumbent.schema.give-up-after")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anUnknownArgumentIsNotTakenForNone() throws Exception {
        try (var cluster = InstanceCluster.of(environment(postgres.url()))) {
            var typo = cluster.run(Map.of(), "migrat");

            assertThat(exit(typo)).isEqualTo(1);
            assertThat(cluster.log(typo)).contains("incumbent cannot start: unknown arguments 'migrat'", "migrate");
        }
    }

    private static Map<String, String> environment(String url) {
        return InstanceCluster.with(InstanceCluster.QUICK, InstanceCluster.stores(postgres, url, redis));
    }

    private static int exit(InstanceProcess process) throws Exception {
        return process.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
