package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A leader that is told to stop ends its deliveries first and gives the leadership up afterwards. */
@NeedsProcesses
@Timeout(120)
class StopOrderTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** For so long a delivery is held open, unless the leadership is given up meanwhile. */
    private static final Duration HELD = Duration.ofSeconds(2);

    @Test
    void aDeliveryUnderWayEndsUnderTheTermThatItBeganWith() throws Exception {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start();
                var target = new HoldingTarget()) {
            var database = postgres.newDatabase();
            var settings = Map.of(
                    "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                    "INCUMBENT_DISPATCH_URL", target.url(),
                    "INCUMBENT_DISPATCH_DRAIN_TIMEOUT", "30s");
            var stores = InstanceCluster.stores(postgres, database, redis);
            try (var cluster = InstanceCluster.of(
                    InstanceCluster.with(InstanceCluster.with(InstanceCluster.QUICK, stores), settings))) {
                cluster.start();
                var leader = cluster.awaitLeader();
                send(leader);
                assertThat(target.arrived.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .as("delivery begun")
                        .isTrue();

                leader.stop();
                long until = System.nanoTime() + HELD.toNanos();
                while (leads(redis, cluster) && System.nanoTime() < until) {
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
                boolean leads = leads(redis, cluster);
                target.answer.complete(200);

                assertThat(leads).as("it leads until its delivery has ended").isTrue();
                assertThat(leader.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isIn(0, 143);
                assertThat(only(database, "SELECT status FROM deliveries")).isEqualTo("COMPLETED");
                assertThat(only(database, "SELECT lost_reason FROM leadership_history"))
                        .isEqualTo("shutdown");
                assertThat(leads(redis, cluster)).isFalse();
            }
        }
    }

    private static void send(InstanceProcess leader) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + leader.httpPort() + "/signals"))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "one")
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private static boolean leads(RedisServer redis, InstanceCluster cluster) {
        return redis.with(r -> r.exists("incumbent:{" + cluster.group() + "}:lease"));
    }

    private static String only(String database, String sql) throws SQLException {
        try (var connection = PostgresServer.connect(database);
                var rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            var value = rows.getString(1);
            assertThat(rows.next()).as("one row").isFalse();
            return value;
        }
    }

    /** Answers when it is told to. */
    private static final class HoldingTarget implements AutoCloseable {

        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CompletableFuture<Integer> answer = new CompletableFuture<>();

        HoldingTarget() throws IOException {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    arrived.countDown();
                    exchange.sendResponseHeaders(answer.join(), -1);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            answer.complete(503);
            server.stop(0);
            threads.close();
        }
    }
}
