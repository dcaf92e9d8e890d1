package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code incumbent status --quiet}, as the health check of a container runs it. */
@NeedsProcesses
class StatusCommandTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int HEALTHY = 0;
    private static final int NOT_HEALTHY = 1;

    private static PostgresServer postgres;
    private static RedisServer redis;

    @BeforeAll
    static void startStores() {
        postgres = PostgresServer.start();
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopStores() {
        postgres.close();
        redis.close();
    }

    @Test
    void leaderAndStandbyAreHealthyUntilTheyStandStillOrEnd() throws Exception {
        try (var cluster = cluster(postgres.newDatabase())) {
            var one = cluster.start();
            var other = cluster.start();
            var leader = cluster.awaitLeader();
            var standby = leader == one ? other : one;

            assertThat(status(cluster, at(leader))).isEqualTo(HEALTHY);
            assertThat(status(cluster, at(standby))).isEqualTo(HEALTHY);

            standby.pause();
            assertThat(status(cluster, at(standby))).as("SIGSTOP").isEqualTo(NOT_HEALTHY);
            standby.resume();
            Awaitility.await("healthy again").atMost(LIMIT).until(() -> status(cluster, at(standby)) == HEALTHY);

            standby.kill();
            standby.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(status(cluster, at(standby))).as("SIGKILL").isEqualTo(NOT_HEALTHY);
        }
    }

    @Test
    void addressAndPortAreReadAsTheInstanceReadsThemAndOtherKeysDoNotMatter() throws Exception {
        try (var cluster = cluster(postgres.newDatabase())) {
            var port = Integer.toString(cluster.start().managementPort());
            cluster.awaitLeader();

            assertThat(status(cluster, Map.of("QUARKUS_MANAGEMENT_PORT", port, "QUARKUS_MANAGEMENT_HOST", "0.0.0.0")))
                    .as("all addresses")
                    .isEqualTo(HEALTHY);
            assertThat(status(cluster, Map.of("_PROD_QUARKUS_MANAGEMENT_PORT", port)))
                    .as("of the profile")
                    .isEqualTo(HEALTHY);
            assertThat(status(cluster, Map.of("QUARKUS_MANAGEMENT_PORT", port, "INCUMBENT_ELECTION_TTLL", "5s")))
                    .as("beside a key that is none")
                    .isEqualTo(HEALTHY);
            assertThat(status(cluster, Map.of("QUARKUS_MANAGEMENT_PORT", "banana")))
                    .as("a port that is none")
                    .isEqualTo(NOT_HEALTHY);
        }
    }

    @Test
    void anInstanceWhoseDatabaseIsAwayIsNotHealthy() throws Exception {
        try (var cluster = cluster("jdbc:postgresql://127.0.0.1:" + Ports.free() + "/x")) {
            var waiting = cluster.start();
            Awaitility.await("it answers")
                    .atMost(LIMIT)
                    .until(() -> HttpProbe.get(waiting.managementPort(), "/q/health/group/instance")
                                    .status()
                            == 503);

            assertThat(status(cluster, at(waiting))).isEqualTo(NOT_HEALTHY);
        }
    }

    @Test
    void anotherProgramOnThePortIsNoHealthyInstance() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = "{\"status\": \"UP\", \"checks\": []}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (var cluster = InstanceCluster.of(Map.of())) {
            var port = Integer.toString(server.getAddress().getPort());
            assertThat(status(cluster, Map.of("QUARKUS_MANAGEMENT_PORT", port))).isEqualTo(NOT_HEALTHY);
        } finally {
            server.stop(0);
        }
    }

    private static InstanceCluster cluster(String database) throws IOException {
        return InstanceCluster.of(
                InstanceCluster.with(InstanceCluster.QUICK, InstanceCluster.stores(postgres, database, redis)));
    }

    private static Map<String, String> at(InstanceProcess instance) {
        return Map.of("QUARKUS_MANAGEMENT_PORT", Integer.toString(instance.managementPort()));
    }

    /** The exit code of the command, which must not have written anything. */
    private static int status(InstanceCluster cluster, Map<String, String> environment) throws Exception {
        var command = cluster.run(environment, "status", "--quiet");
        int code = command.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(cluster.log(command)).isEmpty();
        return code;
    }
}
