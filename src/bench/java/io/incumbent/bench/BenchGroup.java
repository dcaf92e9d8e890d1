package io.incumbent.bench;

import io.incumbent.process.InstanceProcess;
import io.incumbent.stores.Ports;
import io.incumbent.stores.ProcessGroup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Instances of one group, as processes. */
final class BenchGroup implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(2);

    private final ProcessGroup processes;
    private final Map<String, String> environment;
    private final String name = "bench-" + UUID.randomUUID();
    private final List<InstanceProcess> running = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    BenchGroup(ProcessGroup processes, Map<String, String> environment) {
        this.processes = processes;
        this.environment = new HashMap<>(environment);
        this.environment.put("INCUMBENT_ELECTION_GROUP", name);
    }

    String name() {
        return name;
    }

    List<InstanceProcess> running() {
        return running;
    }

    void start(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var log = processes.folder().resolve("instance-" + UUID.randomUUID() + ".log");
            var launch = new InstanceProcess.Launch(JAR, Ports.free(), Ports.free(), environment, log);
            running.add(InstanceProcess.start(processes, launch));
        }
    }

    /** Sees to it that {@code count} take part and one of them leads, and gives that one. */
    InstanceProcess fill(int count) throws IOException {
        start(count - running.size());
        await("all take part", () -> running.stream()
                .allMatch(it -> yes(it.managementPort(), "/q/health/group/instance")));
        return awaitLeader();
    }

    InstanceProcess awaitLeader() {
        await("a leader", () -> leader().isPresent());
        return leader().orElseGet(this::awaitLeader);
    }

    private Optional<InstanceProcess> leader() {
        return running.stream().filter(it -> yes(it.httpPort(), "/leader")).findFirst();
    }

    /** No longer asked; what becomes of its process is the caller's affair. */
    void remove(InstanceProcess instance) {
        running.remove(instance);
    }

    boolean yes(int port, String path) {
        return ask(port, path).filter(it -> it.statusCode() == 200).isPresent();
    }

    /** Empty while its port is closed. */
    Optional<HttpResponse<String>> ask(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + ": not within " + LIMIT);
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
    }

    @Override
    public void close() {
        running.forEach(InstanceProcess::kill);
        running.forEach(it -> it.exit().join());
        http.close();
    }
}
