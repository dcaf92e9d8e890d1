package io.incumbent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.command.smoketest.ServiceAccount;
import io.incumbent.command.smoketest.SmokeTestCommand;
import io.incumbent.process.KubernetesApiServer.Answer;
import io.incumbent.stores.NeedsProcesses;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a smoke test says when the Kubernetes API refuses it, cannot be trusted, or answers what should not be. */
@NeedsProcesses
class SmokeTestKubernetesErrorsTest {

    private static final String FORBIDDEN = "endpointslices.discovery.k8s.io is forbidden: User"
            + " \"system:serviceaccount:shop:default\" cannot list resource \"endpointslices\"";

    @TempDir
    private Path folder;

    @Test
    void aRefusalIsSaidInTheWordsOfTheApiAndNotTriedAgain() throws Exception {
        try (var api = api(_ -> Answer.error(403, FORBIDDEN))) {
            assertThat(oneEndpoint(api, api.account()))
                    .hasLineCount(1)
                    .startsWith(
                            "1 failed: one-endpoint: the Kubernetes API answered 403 to GET /apis/discovery.k8s.io/v1/")
                    .contains(FORBIDDEN);
            assertThat(api.requests()).hasSize(1);
        }
    }

    @Test
    void aTokenThatTheApiDoesNotKnowIsRefused() throws Exception {
        try (var api = api(_ -> slices("[]"))) {
            Files.writeString(folder.resolve("api").resolve("token"), "expired");
            assertThat(oneEndpoint(api, api.account())).contains("answered 401", "Unauthorized");
        }
    }

    @Test
    void anotherAuthorityThanTheClustersIsNotTrusted() throws Exception {
        try (var api = api(_ -> slices("[]"));
                var other = KubernetesApiServer.start(folder.resolve("other"), _ -> slices("[]"))) {
            assertThat(oneEndpoint(api, other.account()))
                    .startsWith("1 failed: ")
                    .contains("SSLHandshakeException");
            assertThat(api.requests()).isEmpty();
        }
    }

    @Test
    void anErrorOfTheApiItselfIsTriedAgain() throws Exception {
        var asked = new AtomicInteger();
        try (var api = api(
                _ -> asked.incrementAndGet() == 1 ? Answer.error(500, "etcdserver: leader changed") : slices("[]"))) {
            assertThat(oneEndpoint(api, api.account())).contains("has 0 ready endpoints []");
            assertThat(asked).hasValueGreaterThan(1);
        }
    }

    @Test
    void readyEndpointsAreCountedByPod() throws Exception {
        var ready = """
                [{"endpoints": [
                  {"addresses": ["10.0.0.1"], "conditions": {"ready": true}, "targetRef": {"kind": "Pod", "name": "a"}},
                  {"addresses": ["10.0.0.2"], "conditions": {"ready": false}, "targetRef": {"kind": "Pod", "name": "b"}},
                  {"addresses": ["10.0.0.3"], "conditions": {}, "targetRef": {"kind": "Pod", "name": "c"}},
                  {"addresses": ["10.0.0.4"], "conditions": {"ready": true}}]},
                 {"endpoints": [
                  {"addresses": ["fd00::1"], "conditions": {"ready": true}, "targetRef": {"kind": "Pod", "name": "a"}}]},
                 {"endpoints": null}]
                """;
        try (var api = api(_ -> slices(ready))) {
            assertThat(oneEndpoint(api, api.account())).contains("has 3 ready endpoints [10.0.0.4, a, c]");
        }
    }

    @Test
    void withoutAServiceAccountItCannotRun() throws Exception {
        try (var api = api(_ -> slices("[]"))) {
            assertThat(oneEndpoint(api, new ServiceAccount(folder.resolve("missing"))))
                    .hasLineCount(1)
                    .startsWith("2 incumbent smoke-test cannot run: ")
                    .contains("namespace cannot be read (NoSuchFileException)", "service account");
        }
    }

    private KubernetesApiServer api(Function<String, Answer> answers) throws Exception {
        return KubernetesApiServer.start(folder.resolve("api"), answers);
    }

    private static Answer slices(String items) {
        return new Answer(200, "{\"kind\": \"EndpointSliceList\", \"items\": " + items + "}");
    }

    /** The exit code, a blank and what was written. */
    private static String oneEndpoint(KubernetesApiServer api, ServiceAccount account) {
        var written = new ByteArrayOutputStream();
        var stream = new PrintStream(written, true, UTF_8);
        var settings = InstanceCluster.with(
                api.environment(), Map.of("SMOKE_TEST_SERVICE", "incumbent", "SMOKE_TEST_TIMEOUT", "1s"));
        int code = new SmokeTestCommand(settings, account, stream, stream).run(List.of("one-endpoint"));
        return code + " " + written.toString(UTF_8);
    }
}
