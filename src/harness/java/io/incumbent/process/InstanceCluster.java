package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The instances of one test, which share a group of their own. They and their logs end with it. */
final class InstanceCluster implements AutoCloseable {

    /** A loaded machine starts three instances in a few seconds. */
    static final Duration START_LIMIT = Duration.ofMinutes(2);

    static final Duration TTL = Duration.ofSeconds(3);

    /** As quick as a process test needs it, in the proportions of the defaults. */
    static final Map<String, String> QUICK = Map.of(
            "INCUMBENT_ELECTION_TTL", TTL.toString(),
            "INCUMBENT_ELECTION_HEARTBEAT", "900ms",
            "INCUMBENT_ELECTION_MARGIN", "300ms",
            "INCUMBENT_ELECTION_CALL_TIMEOUT", "900ms",
            "INCUMBENT_ELECTION_DRAIN_TIMEOUT", "1s",
            "INCUMBENT_LEDGER_TIMEOUT", "315ms",
            "INCUMBENT_LEDGER_CLAIM_TIMEOUT", "810ms");

    private static final Path JAR = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));

    private final ProcessGroup processes;
    private final Map<String, String> environment;
    private final List<InstanceProcess> instances = new ArrayList<>();
    private final Map<InstanceProcess, Path> logs = new ConcurrentHashMap<>();
    private final LeadershipClient client = new LeadershipClient(Duration.ofSeconds(2));
    private final List<String> wrapper;

    private InstanceCluster(Map<String, String> environment, List<String> wrapper) throws IOException {
        this.environment = environment;
        this.wrapper = wrapper;
        this.processes = ProcessGroup.named("incumbent-cluster").open();
    }

    /** No instance yet. */
    static InstanceCluster of(Map<String, String> environment) throws IOException {
        return of(environment, List.of());
    }

    /** @param wrapper the command that starts each process and becomes it */
    static InstanceCluster of(Map<String, String> environment, List<String> wrapper) throws IOException {
        var all = new HashMap<>(environment);
        all.putIfAbsent("INCUMBENT_ELECTION_GROUP", "g" + UUID.randomUUID());
        return new InstanceCluster(all, wrapper);
    }

    /** Where its stores are. */
    static Map<String, String> stores(PostgresServer postgres, String database, RedisServer redis) {
        return Map.of(
                "INCUMBENT_DATABASE_URL", database,
                "INCUMBENT_DATABASE_USERNAME", postgres.user(),
                "INCUMBENT_REDIS_HOSTS", redis.url());
    }

    static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    String group() {
        return environment.getOrDefault("INCUMBENT_ELECTION_GROUP", "");
    }

    InstanceProcess start() throws IOException {
        return start(Map.of());
    }

    InstanceProcess start(Map<String, String> more) throws IOException {
        return start(more, Ports.free());
    }

    InstanceProcess start(Map<String, String> more, int httpPort) throws IOException {
        var instance = launch(more, httpPort, List.of());
        instances.add(instance);
        return instance;
    }

    /** {@code incumbent <arguments>}: not an instance, so nobody expects it to take part. */
    InstanceProcess run(Map<String, String> more, String... arguments) throws IOException {
        return launch(more, Ports.free(), List.of(arguments));
    }

    private InstanceProcess launch(Map<String, String> more, int httpPort, List<String> arguments) throws IOException {
        var log = processes.folder().resolve("process-" + logs.size() + ".log");
        var all = with(environment, more);
        var launch = new InstanceProcess.Launch(JAR, httpPort, Ports.free(), all, log, arguments, wrapper);
        var process = InstanceProcess.start(processes, launch);
        logs.put(process, log);
        return process;
    }

    /** Everything that it wrote, on either stream. */
    String log(InstanceProcess instance) {
        try {
            var log = Optional.ofNullable(logs.get(instance)).orElseThrow();
            // not all is text: a process that is killed may end in the middle of a character
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** What all of them wrote, also those that are gone. */
    String logs() {
        return logs.keySet().stream().map(this::log).collect(Collectors.joining("\n--\n"));
    }

    LeadershipClient ask() {
        return client;
    }

    Optional<LeadershipView> view(InstanceProcess instance) {
        return client.leadership(instance.httpPort());
    }

    boolean leads(InstanceProcess instance) {
        return view(instance).filter(LeadershipView::leads).isPresent();
    }

    List<InstanceProcess> leaders() {
        return instances.stream()
                .filter(InstanceProcess::alive)
                .filter(this::leads)
                .toList();
    }

    List<InstanceProcess> others(InstanceProcess than) {
        return instances.stream().filter(i -> i != than).toList();
    }

    /** The one that leads, as soon as all instances take part and one of them does. */
    InstanceProcess awaitLeader() {
        Awaitility.await("a leader").atMost(START_LIMIT).pollInSameThread().untilAsserted(() -> assertThat(leaders())
                .as(this::lastWords)
                .hasSize(1));
        Awaitility.await("all take part").atMost(START_LIMIT).pollInSameThread().untilAsserted(() -> assertThat(
                        instances)
                .as(this::lastWords)
                .allMatch(i -> HttpProbe.get(i.managementPort(), "/q/health/group/instance")
                                .status()
                        == 200));
        return leaders().getFirst();
    }

    private String lastWords() {
        var words = new StringBuilder();
        instances.forEach(i -> words.append(i.logTail(8)).append("\n--\n"));
        return words.toString();
    }

    @Override
    public void close() throws IOException {
        for (var process : logs.keySet()) {
            if (process.alive()) {
                process.kill();
            }
        }
        client.close();
        processes.close();
    }
}
