package io.incumbent.demo;

import io.incumbent.process.InstanceProcess;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
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

/** All processes of the demo, on the ports of {@link DemoPorts}. */
final class DemoProcesses {

    private static final String DATABASE = "incumbent";
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);

    private final DemoOptions options;
    private final Path jar;
    private final ProcessGroup processes;
    private final DemoLogs logs;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Integer, InstanceProcess> instances = new TreeMap<>();

    DemoProcesses(DemoOptions options, Path jar, ProcessGroup processes, DemoLogs logs) {
        this.options = options;
        this.jar = jar;
        this.processes = processes;
        this.logs = logs;
        environment.putAll(options.timing());
        environment.putAll(Map.of(
                "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                "INCUMBENT_SIGNALS_FOLLOWER_POLICY", "retry",
                "INCUMBENT_DISPATCH_AUTHENTICATION", "none",
                "INCUMBENT_DISPATCH_URL", "http://127.0.0.1:" + DemoPorts.TARGET + "/orders"));
    }

    void startRedis() throws IOException {
        environment.put(
                "INCUMBENT_REDIS_HOSTS",
                RedisServer.start(processes, DemoPorts.REDIS).url());
    }

    void startPostgres() throws IOException {
        var postgres = PostgresServer.start(processes, DemoPorts.POSTGRES, DATABASE);
        environment.putAll(Map.of(
                "INCUMBENT_DATABASE_URL", postgres.url(DATABASE),
                "INCUMBENT_DATABASE_USERNAME", postgres.user(),
                "INCUMBENT_DATABASE_PASSWORD", postgres.password()));
    }

    /** Creates the folder of this run, and removes the logs of the last one. */
    void open() throws IOException {
        processes.open();
        logs.clear();
    }

    /** Starts an instance in place of the one that had this number before; it gets an id of its own. */
    synchronized InstanceProcess start(int number) throws IOException {
        var own = new HashMap<>(environment);
        // the id begins with it, so that ids in answers, logs and history name the instance of the demo
        own.put("INCUMBENT_ELECTION_HOSTNAME", "instance-" + number);
        var launch = new InstanceProcess.Launch(
                jar, DemoPorts.http(number), DemoPorts.management(number), own, logs.ofInstance(number));
        var instance = InstanceProcess.start(processes, launch);
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

    DemoLogs logs() {
        return logs;
    }

    int size() {
        return options.instances();
    }

    Path folder() {
        return processes.folder();
    }

    /** Lets the instances leave while their stores still answer, then ends everything else. */
    void stop() throws IOException {
        try {
            leave();
            logs.keep(processes.folder());
        } finally {
            processes.close();
        }
    }

    private synchronized void leave() throws IOException {
        var exits = new ArrayList<CompletableFuture<Integer>>();
        for (var instance : instances.values()) {
            if (instance.alive()) {
                instance.stop();
                instance.resume(); // a paused process receives SIGTERM only then
                exits.add(instance.exit());
            }
        }
        try {
            CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new))
                    .get(LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the guard ends the instances that did not
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
