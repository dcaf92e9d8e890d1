package io.incumbent.image;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image of the JVM, built from the product of this build, as one instance on real stores without any right. */
@Tag("images")
@NeedsServers
class JvmImageTest {

    private static final String IMAGE = Podman.JVM_IMAGE;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String MEMORY = "--memory=384m";

    /** Of 60 kB, from 24 senders: what ended a JVM with as much heap at a limit of 192 MiB. */
    private static final int SIGNALS = 2000;

    private static final int SENDERS = 24;

    private static PostgresServer postgres;
    private static RedisServer redis;

    private final Podman podman = new Podman();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final int managementPort = Ports.free();

    @BeforeAll
    static void buildAndStartStores() {
        Podman.buildJvmImage();
        postgres = PostgresServer.start();
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopStores() {
        redis.close();
        postgres.close();
    }

    @AfterEach
    void removeContainers() {
        podman.close();
        http.close();
    }

    @Test
    void itLeadsUnderLoadWithoutAnyRightAndLeavesInOrder() throws Exception {
        var container = start(postgres.newDatabase());
        awaitLeader();

        assertThat(Podman.run("exec", container, "cat", "/proc/1/status").successful())
                .containsPattern("Uid:\\s1001\\s1001")
                .containsPattern("CapEff:\\s0{16}")
                .containsPattern("NoNewPrivs:\\s1")
                .containsPattern("Seccomp:\\s2");
        assertThat(Podman.run("exec", container, "touch", "/tmp/x").exitCode()).isNotZero();
        assertThat(sendSignals()).isEqualTo(SIGNALS);
        assertThat(Podman.inspect(container, "{{.State.Running}} {{.State.OOMKilled}}"))
                .isEqualTo("true false");
        // what a JVM that was asked to leave by SIGTERM answers
        assertThat(Podman.stop(container)).isEqualTo(143);
        assertThat(Podman.log(container)).contains("leadership lost term=").contains("reason=shutdown");
    }

    @Test
    void itIsHealthyOnceItsDatabaseIsReady() {
        var healthy = start(postgres.newDatabase());
        awaitLeader();
        assertThat(Podman.run("healthcheck", "run", healthy).exitCode()).isZero();
        Podman.stop(healthy);

        var withoutDatabase = start("jdbc:postgresql://127.0.0.1:" + Ports.free() + "/none");
        Awaitility.await().atMost(LIMIT).until(() -> Podman.log(withoutDatabase).contains("Listening on"));
        assertThat(Podman.run("healthcheck", "run", withoutDatabase).exitCode()).isEqualTo(1);
    }

    @Test
    void theImageSaysWhatItIs() {
        ImageMetadata.check(IMAGE);
    }

    /** Times are printed, never asserted; with AOTMode=on a JVM refuses to start if the cache does not fit. From `podman run` to live and to the leader, by turns with it and without. */
    @Test
    void theStartIsMeasuredWithTheCacheAndWithout() {
        for (int round = 1; round <= 3; round++) {
            for (var cache : List.of("on", "off")) {
                long begin = System.nanoTime();
                var container = start(postgres.newDatabase(), "--env=JAVA_TOOL_OPTIONS=-XX:AOTMode=" + cache);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(LIMIT)
                        .until(() -> answers(managementPort, "/q/health/live"));
                long live = System.nanoTime() - begin;
                awaitLeader();
                System.out.printf(
                        "image jvm, AOT cache %s: live after %d ms, leader after %d ms, %s%n",
                        cache,
                        NANOSECONDS.toMillis(live),
                        NANOSECONDS.toMillis(System.nanoTime() - begin),
                        residentMemory(container));
                Podman.stop(container);
            }
        }
    }

    private static String residentMemory(String container) {
        return Podman.run("exec", container, "grep", "VmRSS", "/proc/1/status")
                .successful()
                .replaceAll("\\s+", " ");
    }

    private String start(String databaseUrl, String... options) {
        var variables = Map.of(
                "INCUMBENT_DATABASE_URL", databaseUrl,
                "INCUMBENT_DATABASE_USERNAME", postgres.user(),
                "INCUMBENT_REDIS_HOSTS", redis.url(),
                "INCUMBENT_ELECTION_GROUP", "g" + UUID.randomUUID(),
                "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        return podman.startRestricted(Stream.of(
                        variables.entrySet().stream()
                                .map(variable -> "--env=" + variable.getKey() + "=" + variable.getValue()),
                        Stream.of(options),
                        Stream.of(MEMORY, IMAGE))
                .flatMap(option -> option)
                .toArray(String[]::new));
    }

    private void awaitLeader() {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> answers(port, "/leader"));
    }

    private boolean answers(int askedPort, String path) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + askedPort + path))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** @return how many were accepted */
    private int sendSignals() throws Exception {
        var body = "{\"text\":\"" + "x".repeat(60_000) + "\"}";
        var next = new AtomicInteger();
        int accepted = 0;
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> sender = () -> send(body, next);
            for (var sent : senders.invokeAll(Collections.nCopies(SENDERS, sender))) {
                accepted += sent.get();
            }
        }
        return accepted;
    }

    private int send(String body, AtomicInteger next) throws IOException, InterruptedException {
        int accepted = 0;
        while (next.incrementAndGet() <= SIGNALS) {
            accepted += accepted(body) ? 1 : 0;
        }
        return accepted;
    }

    private boolean accepted(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/signals"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
    }
}
