package io.incumbent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.command.smoketest.ServiceAccount;
import io.incumbent.command.smoketest.SmokeTestCommand;
import io.incumbent.coordinator.TcpProxy;
import io.incumbent.process.KubernetesApiServer.Answer;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code incumbent smoke-test} against real instances: each promise where it is kept and where it is not. */
@NeedsProcesses
class SmokeTestCommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
    private static final String OTHER_SECRET = "whsec_OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2";
    private static final String TOKEN = "0123456789abcdef";

    private static final Map<String, String> SIGNED =
            Map.of("INCUMBENT_SIGNALS_AUTHENTICATION", "standard-webhooks", "INCUMBENT_SIGNALS_SECRETS", SECRET);
    private static final Map<String, String> QUEUE_IS_OPEN = Map.of("INCUMBENT_DISPATCH_AUTHENTICATION", "none");

    private static PostgresServer postgres;
    private static RedisServer redis;

    @TempDir
    private Path folder;

    private record Run(int code, String out, String err) {}

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
    void aSignedSignalIsAcceptedAndAnUnsignedOneIsRefused() throws Exception {
        try (var cluster = cluster(InstanceCluster.with(SIGNED, QUEUE_IS_OPEN))) {
            var instance = cluster.start();
            cluster.awaitLeader();
            // two secrets, as during a rotation
            var settings = settings(instance.httpPort(), Map.of("SMOKE_TEST_SECRETS", OTHER_SECRET + "," + SECRET));

            var signed = cluster.run(settings, "smoke-test", "signed-signal");
            assertThat(exit(signed)).as(() -> cluster.log(signed)).isEqualTo(0);
            assertThat(cluster.log(signed)).hasLineCount(1).startsWith("passed: signed-signal: accepted, id ");
            assertThat(stored(instance)).isEqualTo(1);

            var unsigned = cluster.run(settings, "smoke-test", "unsigned-signal");
            assertThat(exit(unsigned)).as(() -> cluster.log(unsigned)).isEqualTo(0);
            assertThat(cluster.log(unsigned)).hasLineCount(1).startsWith("passed: unsigned-signal: refused with 401");
            assertThat(stored(instance)).as("one more, the signed repetition").isEqualTo(2);

            var wrong = run(settings(instance.httpPort(), Map.of("SMOKE_TEST_SECRETS", OTHER_SECRET)), "signed-signal");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.err())
                    .hasLineCount(1)
                    .startsWith("failed: signed-signal: POST /signals answered 401 ")
                    .contains("no signature in the header webhook-signature is right");
            assertThat(stored(instance)).isEqualTo(2);
        }
    }

    @Test
    void aBearerTokenIsSentWhereTheReleaseWantsOne() throws Exception {
        var bearer = Map.of("INCUMBENT_SIGNALS_AUTHENTICATION", "bearer", "INCUMBENT_SIGNALS_BEARER_TOKENS", TOKEN);
        try (var cluster = cluster(bearer)) {
            var instance = cluster.start();
            cluster.awaitLeader();
            var settings = settings(instance.httpPort(), Map.of("SMOKE_TEST_BEARER_TOKENS", TOKEN));

            assertThat(run(settings, "signed-signal").out()).startsWith("passed: signed-signal: accepted");
            assertThat(run(settings, "unsigned-signal").out()).startsWith("passed: unsigned-signal: refused");
        }
    }

    @Test
    void aReleaseThatAcceptsEverySenderFails() throws Exception {
        try (var cluster = cluster(Map.of("INCUMBENT_SIGNALS_AUTHENTICATION", "none"))) {
            var instance = cluster.start();
            cluster.awaitLeader();

            var run = run(settings(instance.httpPort(), Map.of("SMOKE_TEST_SECRETS", SECRET)), "unsigned-signal");

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("failed: unsigned-signal: a signal without authentication was accepted");
        }
    }

    @Test
    void whereNobodyAnswersItSaysSoWhenTheTimeIsOver() {
        var run =
                run(settings(1, Map.of("SMOKE_TEST_SECRETS", SECRET, "SMOKE_TEST_TIMEOUT", "500ms")), "signed-signal");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("SMOKE_TEST_TIMEOUT", "no answer (ConnectException");
    }

    @Test
    void theServiceHasOneEndpointAndFollowsTheLeaderWhosePodIsDeleted() throws Exception {
        try (var cluster = cluster(SIGNED)) {
            var pods = Map.of(
                    "web-0", cluster.start(Map.of("INCUMBENT_ELECTION_HOSTNAME", "web-0")),
                    "web-1", cluster.start(Map.of("INCUMBENT_ELECTION_HOSTNAME", "web-1")));
            cluster.awaitLeader();
            var first = ready(cluster, pods).getFirst();
            try (var service = new TcpProxy(() -> readyPods(cluster, pods)
                            .mapToInt(pod -> pod.getValue().httpPort())
                            .findFirst()
                            .orElse(0));
                    var api = KubernetesApiServer.start(folder, request -> answer(request, cluster, pods))) {
                var settings = InstanceCluster.with(settings(service.port(), Map.of()), api.environment());

                var one = run(api, settings, "one-endpoint");
                assertThat(one.code()).as(one.err()).isEqualTo(0);
                assertThat(one.out())
                        .hasLineCount(1)
                        .startsWith("passed: one-endpoint: the Service 127.0.0.1 has one ready endpoint, " + first);

                var failover = run(api, settings, "failover");
                assertThat(failover.code()).as(failover.err()).isEqualTo(0);
                assertThat(failover.out())
                        .hasLineCount(1)
                        .matches("(?s)passed: failover: pod " + first
                                + " deleted, \\d+ ms later web-\\d-[0-9a-f]{8} leads, term 1 became 2\\n");
                assertThat(ready(cluster, pods)).hasSize(1).doesNotContain(first);
                assertThat(api.requests()).contains("DELETE /api/v1/namespaces/shop/pods/" + first);
            }
        }
    }

    /** As the controllers of Kubernetes do: endpoints by readiness, and a deleted pod gets SIGTERM. */
    private static Answer answer(String request, InstanceCluster cluster, Map<String, InstanceProcess> pods) {
        if (request.startsWith("DELETE /api/v1/namespaces/shop/pods/")) {
            var pod = pods.get(request.substring(request.lastIndexOf('/') + 1));
            if (pod == null) {
                return Answer.error(404, "pods not found");
            }
            pod.stop();
            return new Answer(200, "{\"kind\": \"Pod\"}");
        }
        assertThat(request)
                .isEqualTo("GET /apis/discovery.k8s.io/v1/namespaces/shop/endpointslices"
                        + "?labelSelector=kubernetes.io%2Fservice-name%3D127.0.0.1");
        var ready = ready(cluster, pods);
        var endpoints = new JsonArray();
        pods.keySet()
                .forEach(pod -> endpoints.add(new JsonObject()
                        .put("addresses", new JsonArray().add("10.0.0.1"))
                        .put("conditions", new JsonObject().put("ready", ready.contains(pod)))
                        .put("targetRef", new JsonObject().put("kind", "Pod").put("name", pod))));
        return new Answer(
                200,
                new JsonObject()
                        .put("items", new JsonArray().add(new JsonObject().put("endpoints", endpoints)))
                        .encode());
    }

    private static List<String> ready(InstanceCluster cluster, Map<String, InstanceProcess> pods) {
        return readyPods(cluster, pods).map(Map.Entry::getKey).toList();
    }

    private static Stream<Map.Entry<String, InstanceProcess>> readyPods(
            InstanceCluster cluster, Map<String, InstanceProcess> pods) {
        return pods.entrySet().stream()
                .filter(pod ->
                        cluster.ask().ready(pod.getValue().managementPort()).orElse(false));
    }

    private static InstanceCluster cluster(Map<String, String> more) throws IOException {
        return InstanceCluster.of(InstanceCluster.with(
                InstanceCluster.with(
                        InstanceCluster.QUICK, InstanceCluster.stores(postgres, postgres.newDatabase(), redis)),
                more));
    }

    private static Map<String, String> settings(int port, Map<String, String> more) {
        var all = new HashMap<>(Map.of(
                "SMOKE_TEST_SERVICE", "127.0.0.1",
                "SMOKE_TEST_PORT", Integer.toString(port),
                "SMOKE_TEST_TIMEOUT", "60s"));
        all.putAll(more);
        return Map.copyOf(all);
    }

    private static long stored(InstanceProcess instance) {
        var page = HttpProbe.get(instance.httpPort(), "/signals?source=smoke-test");
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return new JsonObject(page.body()).getJsonArray("signals").size();
    }

    private Run run(Map<String, String> settings, String name) {
        return run(new ServiceAccount(folder), settings, name);
    }

    private static Run run(KubernetesApiServer api, Map<String, String> settings, String name) {
        return run(api.account(), settings, name);
    }

    private static Run run(ServiceAccount account, Map<String, String> settings, String name) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new SmokeTestCommand(
                        settings, account, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(name));
        return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static int exit(InstanceProcess process) throws Exception {
        return process.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
