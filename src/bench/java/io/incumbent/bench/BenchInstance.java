package io.incumbent.bench;

import io.incumbent.stores.Ports;
import io.incumbent.stores.ProcessGroup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** One instance on a JVM as one would run it: both compilers, a modest heap. It leads a group of its own. */
record BenchInstance(Process process, int port, String group) implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));

    /** More options for its JVM, separated by blanks, such as those that record a profile. */
    private static final String MORE = System.getProperty("instance.options", "");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Returns when it leads. */
    static BenchInstance start(ProcessGroup processes, Map<String, String> environment)
            throws IOException, InterruptedException {
        var group = "bench-" + UUID.randomUUID();
        int port = Ports.free();
        var all = new HashMap<>(environment);
        all.put("INCUMBENT_ELECTION_GROUP", group);
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free()));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(MORE.isBlank() ? List.of() : List.of(MORE.split(" ")));
        command.addAll(List.of("-jar", JAR.toString()));
        var instance = new BenchInstance(
                processes.start(command, all, processes.folder().resolve(group + ".log")), port, group);
        instance.awaitLeader();
        return instance;
    }

    private void awaitLeader() throws InterruptedException {
        var leader = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/leader"))
                .timeout(Duration.ofSeconds(1))
                .build();
        long end = System.nanoTime() + LIMIT.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (System.nanoTime() - end < 0) {
                try {
                    if (http.send(leader, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    // its port is still closed
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        throw new IllegalStateException("no leader within " + LIMIT);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
