package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.incumbent.process.FaultInjector.Blow;
import io.incumbent.stores.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One run: senders send, instances are killed and frozen, a target keeps the record, and then the books are compared. */
final class SignalChaos implements AutoCloseable {

    private static final int INSTANCES = 3;
    private static final Duration DRAINED = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param policy what an instance that does not lead does
     * @param ordered whether each signal has an ordering key
     * @param over how long sending should take
     */
    record Script(String policy, boolean ordered, int signals, Duration over, List<Blow> blows) {}

    private final Script script;
    private final String database;
    private final UnreliableTarget target;
    private final RestartingCluster cluster;
    private final SignalSenders senders;
    private final FaultInjector faults;
    private final DeliveryAudit audit;

    SignalChaos(Script script, Map<String, String> stores, String database) throws IOException {
        this.script = script;
        this.database = database;
        this.target = new UnreliableTarget();
        this.cluster = RestartingCluster.of(
                INSTANCES, InstanceCluster.with(InstanceCluster.with(InstanceCluster.QUICK, stores), settings()));
        this.senders = new SignalSenders(
                cluster,
                PlannedSignal.post(script.signals(), 17),
                script.over(),
                script.policy().equals("store"),
                script.ordered());
        this.faults = new FaultInjector(cluster);
        this.audit = new DeliveryAudit(senders.answers(), target, faults.awakenings());
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(Map.of(
                "INCUMBENT_SIGNALS_AUTHENTICATION", "none",
                "INCUMBENT_DISPATCH_AUTHENTICATION", "none",
                "INCUMBENT_SIGNALS_FOLLOWER_POLICY", script.policy(),
                "INCUMBENT_DISPATCH_URL", target.url(),
                "INCUMBENT_DISPATCH_CLAIM_LEASE", "4s",
                "INCUMBENT_DELIVERY_TIMEOUT", "3s",
                "INCUMBENT_DELIVERY_RETRY_FIRST", "200ms",
                "INCUMBENT_DELIVERY_RETRY_FACTOR", "2",
                "INCUMBENT_DELIVERY_RETRY_LONGEST", "2s"));
        if (script.ordered()) {
            settings.put("INCUMBENT_SIGNALS_ORDERING_POINTER", "/customer");
        }
        return settings;
    }

    /** Throws if any promise was broken; else prints one line. */
    void run() throws IOException, InterruptedException {
        var sending = Thread.ofPlatform().name("senders").start(senders::send);
        int share = script.signals() / (script.blows().size() + 1);
        for (int i = 0; i < script.blows().size(); i++) {
            int due = Math.min((i + 1) * share, script.signals());
            await("some letters are on their way", () -> senders.begun() >= due);
            faults.strike(script.blows().get(i));
        }
        sending.join();
        drained();
        audit.delivered(false);
        cluster.awaitAllAnswer(); // the one that was started again may be at it still
        deadAreListedAndBroughtBack();
        audit.delivered(true);
        audit.visits();
        if (script.ordered()) {
            audit.inOrder(dead());
        }
        audit.complain(senders.complaints());
        System.out.println(summary());
        assertThat(audit.violations())
                .as(summary() + "\n" + cluster.lastWords())
                .isEmpty();
    }

    private void drained() {
        await("everything is done or given up", () -> open() == 0);
        assertThat(states()).as("refused for good").isEqualTo(expected());
    }

    /** What the target refuses for good, of what was stored; all the rest is done. */
    private Map<String, Long> expected() {
        var expected = new TreeMap<String, Long>();
        query("SELECT key, 1 FROM signals").keySet().stream()
                .map(key -> Integer.parseInt(key.substring(key.indexOf('-') + 1)))
                .forEach(number ->
                        expected.merge(UnreliableTarget.refuses(number) ? "DEAD" : "COMPLETED", 1L, Long::sum));
        return expected;
    }

    private Set<Integer> dead() {
        var dead = new TreeSet<Integer>();
        senders.answers().keySet().stream().filter(UnreliableTarget::refuses).forEach(dead::add);
        return dead;
    }

    private void deadAreListedAndBroughtBack() throws IOException, InterruptedException {
        long dead = states().getOrDefault("DEAD", 0L);
        long listed = 0;
        var cursor = "";
        do {
            var page = call("GET", "/signals?status=DEAD&limit=7" + cursor, "");
            listed += page.path("signals").size();
            cursor = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(listed).as("the dead, page by page").isEqualTo(dead);

        target.forgive();
        assertThat(call("POST", "/signals/retry", "{\"status\": \"DEAD\"}")
                        .path("retried")
                        .asLong())
                .isEqualTo(dead);
        await("the dead are done, too", () -> open() == 0);
        assertThat(states()).containsOnlyKeys("COMPLETED");
    }

    /** Every instance answers these, whoever leads. */
    private JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        var port = cluster.any().orElseThrow().httpPort();
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        }
    }

    private long open() {
        return states().entrySet().stream()
                .filter(it -> !it.getKey().equals("COMPLETED") && !it.getKey().equals("DEAD"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private Map<String, Long> states() {
        return query("SELECT status, count(*) FROM deliveries GROUP BY 1");
    }

    private Map<String, Long> query(String sql) {
        try (var connection = PostgresServer.connect(database);
                var rows = connection.createStatement().executeQuery(sql)) {
            var all = new TreeMap<String, Long>();
            while (rows.next()) {
                all.put(rows.getString(1), rows.getLong(2));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what).pollInSameThread().atMost(DRAINED).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s: not within %s; %s%n%s%n%s".formatted(what, DRAINED, states(), summary(), cluster.lastWords()),
                    e);
        }
    }

    private String summary() {
        var all = senders.answers().values();
        int visits = target.visits().size();
        return ("chaos policy=%s%s sent=%d accepted=%d duplicates=%d rejected=%d unknown=%d delivered=%d redelivered=%d"
                        + " kills=%d pauses=%d late=%d lost=%d doubled=%d")
                .formatted(
                        script.policy(),
                        script.ordered() ? " ordered" : "",
                        script.signals(),
                        all.stream().mapToInt(it -> it.accepted.get()).sum(),
                        all.stream().mapToInt(it -> it.duplicates.get()).sum(),
                        all.stream().mapToInt(it -> it.rejected.get()).sum(),
                        all.stream().mapToInt(it -> it.unknown.get()).sum(),
                        target.processed().size(),
                        visits - target.processed().size(),
                        faults.kills(),
                        faults.pauses(),
                        audit.late(),
                        audit.lost(),
                        audit.doubled());
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        target.close();
    }
}
