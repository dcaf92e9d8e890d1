package io.incumbent.bench;

import io.incumbent.process.InstanceProcess;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * From exec to live, to a ready database, to the verified leader: one instance at a time on durable stores, with an empty
 * and with a migrated database by turns. The reference is a JVM that prints its version, started in the same turn.
 */
public final class StartupBench {

    private static final Path JAR = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));
    private static final int ROUNDS = Integer.getInteger("rounds", 10);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(5);

    /** Nanoseconds since exec. */
    private record Start(long live, long ready, long leader) {}

    private final PostgresServer postgres;
    private final RedisServer redis;
    private final ProcessGroup processes;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private StartupBench(PostgresServer postgres, RedisServer redis, ProcessGroup processes) {
        this.postgres = postgres;
        this.redis = redis;
        this.processes = processes;
    }

    public static void main(String[] arguments) throws Exception {
        try (var postgres = PostgresServer.startDurable();
                var redis = RedisServer.start();
                var processes = ProcessGroup.named("incumbent-bench").open()) {
            new StartupBench(postgres, redis, processes).run();
        }
    }

    private void run() throws Exception {
        var migrated = postgres.newDatabase();
        start(migrated); // also fills the disk's cache
        var bare = new ArrayList<Long>();
        var onEmpty = new ArrayList<Start>();
        var onMigrated = new ArrayList<Start>();
        for (int round = 0; round < ROUNDS; round++) {
            bare.add(bareJvm());
            onEmpty.add(start(postgres.newDatabase()));
            onMigrated.add(start(migrated));
        }
        long reference = median(bare);
        System.out.printf(
                "%nFrom exec, median of %d (least to most) in ms, and as a multiple of a JVM that only prints its version (%d ms).%n",
                ROUNDS, reference / 1_000_000);
        System.out.printf(
                "%d processors, JDK %s, PostgreSQL durable, %s%n%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), LocalDate.now(ZoneOffset.UTC));
        System.out.printf("%-18s %-28s %-28s %-28s%n", "database", "live", "database ready", "verified leader");
        print("empty", onEmpty, reference);
        print("migrated", onMigrated, reference);
    }

    private Start start(String database) throws IOException, InterruptedException {
        var environment = Map.of(
                "INCUMBENT_DATABASE_URL",
                database,
                "INCUMBENT_DATABASE_USERNAME",
                postgres.user(),
                "INCUMBENT_REDIS_HOSTS",
                redis.url(),
                "INCUMBENT_ELECTION_GROUP",
                "g" + UUID.randomUUID());
        var log = processes.folder().resolve("instance-" + UUID.randomUUID() + ".log");
        var launch = new InstanceProcess.Launch(JAR, Ports.free(), Ports.free(), environment, log);
        long exec = System.nanoTime();
        var instance = InstanceProcess.start(processes, launch);
        long live = answered(instance.managementPort(), "/q/health/live") - exec;
        long ready = answered(instance.httpPort(), "/health/db") - exec;
        long leader = answered(instance.httpPort(), "/leader") - exec;
        instance.stop();
        instance.exit().join();
        return new Start(live, ready, leader);
    }

    /** Asks until it is told yes. */
    private long answered(int port, String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(1))
                .build();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return System.nanoTime();
                }
            } catch (IOException notYet) {
                // its port is still closed
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
        throw new IllegalStateException("no yes from " + path + " within " + LIMIT);
    }

    private static long bareJvm() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        long exec = System.nanoTime();
        new ProcessBuilder(java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return System.nanoTime() - exec;
    }

    private static void print(String database, List<Start> starts, long reference) {
        System.out.printf(
                "%-18s %-28s %-28s %-28s%n",
                database,
                figure(starts, Start::live, reference),
                figure(starts, Start::ready, reference),
                figure(starts, Start::leader, reference));
    }

    private static String figure(List<Start> starts, ToLongFunction<Start> of, long reference) {
        var sorted = starts.stream().map(of::applyAsLong).sorted().toList();
        long median = median(sorted);
        return "%d (%d to %d), x %.1f"
                .formatted(
                        median / 1_000_000,
                        sorted.getFirst() / 1_000_000,
                        sorted.getLast() / 1_000_000,
                        (double) median / reference);
    }

    private static long median(List<Long> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
