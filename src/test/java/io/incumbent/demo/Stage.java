package io.incumbent.demo;

import io.incumbent.cluster.InstanceProcess;
import io.incumbent.cluster.PostgresProcess;
import io.incumbent.cluster.ProcessGuard;
import io.incumbent.cluster.RedisProcess;
import io.incumbent.stores.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All processes of the demo, on their fixed ports. */
final class Stage {

    private static final int POSTGRES_PORT = 15432;
    private static final int REDIS_PORT = 16379;
    private static final int HTTP_PORTS = 8080;
    private static final int MANAGEMENT_PORTS = 9080;
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);

    private final Settings settings;
    private final Path jar;
    private final ProcessGuard guard;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Integer, InstanceProcess> instances = new TreeMap<>();

    Stage(Settings settings, Path jar, ProcessGuard guard) {
        this.settings = settings;
        this.jar = jar;
        this.guard = guard;
        environment.putAll(settings.timing());
        environment.putAll(Target.environment());
        environment.putAll(Map.of(
                "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                "INCUMBENT_SIGNALS_FOLLOWER_POLICY", "retry",
                "INCUMBENT_DISPATCH_AUTHENTICATION", "none"));
    }

    static void requirePorts(Settings settings) throws Trouble {
        var wanted = new TreeMap<Integer, String>();
        wanted.put(POSTGRES_PORT, "PostgreSQL");
        wanted.put(REDIS_PORT, "Redis");
        wanted.put(Target.PORT, "target of the signals");
        for (int number = 1; number <= settings.instances(); number++) {
            wanted.put(httpPort(number), "instance " + number);
            wanted.put(managementPort(number), "probes of instance " + number);
        }
        var taken = new ArrayList<String>();
        wanted.forEach((port, purpose) -> {
            if (Ports.taken(port)) {
                taken.add("port %d is taken (%s)".formatted(port, purpose));
            }
        });
        if (!taken.isEmpty()) {
            throw new Trouble(
                    Trouble.FAILED,
                    String.join("\n", taken) + "\nStop what listens there: another demo, perhaps. "
                            + "`lsof -iTCP:PORT -sTCP:LISTEN` names it.");
        }
    }

    static int httpPort(int number) {
        return HTTP_PORTS + number;
    }

    static int managementPort(int number) {
        return MANAGEMENT_PORTS + number;
    }

    void startStores() throws IOException {
        guard.open();
        environment.putAll(RedisProcess.start(guard, REDIS_PORT).environment());
        environment.putAll(PostgresProcess.start(guard, POSTGRES_PORT).environment());
    }

    /** Starts an instance in place of the one that had this number before, as somebody new. */
    synchronized InstanceProcess start(int number) throws IOException {
        var launch = new InstanceProcess.Launch(
                jar,
                httpPort(number),
                managementPort(number),
                environment,
                guard.folder().resolve("instance-" + number + ".log"));
        var instance = InstanceProcess.start(guard, launch);
        instances.put(number, instance);
        return instance;
    }

    synchronized InstanceProcess instance(int number) {
        var instance = instances.get(number);
        if (instance == null) {
            throw new IllegalArgumentException("no instance " + number);
        }
        return instance;
    }

    synchronized List<Integer> numbers() {
        return List.copyOf(instances.keySet());
    }

    int size() {
        return settings.instances();
    }

    Path folder() {
        return guard.folder();
    }

    /** Lets the instances leave while their stores still answer, then ends everything else. */
    void stop() throws IOException {
        try {
            leave();
        } finally {
            guard.close();
        }
    }

    private synchronized void leave() throws IOException {
        var exits = new ArrayList<CompletableFuture<Integer>>();
        for (var instance : instances.values()) {
            if (instance.alive()) {
                instance.stop();
                instance.resume(); // a paused one could not hear it
                exits.add(instance.exit());
            }
        }
        try {
            CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new))
                    .get(LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the guard ends those who would not leave
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
