package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of values that the chart comes with: installed, upgraded, rolled back, tested, and uninstalled. */
@NeedsCluster
class ChartLifecycleTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Cluster CLUSTER = Cluster.ofEnvironment();
    private static final TestImages IMAGES = TestImages.ofEnvironment();
    private static final Path VALUES = Path.of("helm/incumbent/ci");

    private static TestStores stores;

    @BeforeAll
    static void start() {
        stores = TestStores.start(CLUSTER, IMAGES, "");
    }

    @AfterAll
    static void stop() {
        stores.close();
    }

    static List<String> values() throws IOException {
        try (var files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void itIsInstalledUpgradedRolledBackTestedAndUninstalledWithNothingLeftBehind(String file) {
        try (var namespace = ChartPrerequisites.namespaceFor(file, CLUSTER, stores)) {
            var before = everything(namespace);
            var release = release(namespace, file);
            assertTakenByTheServerWithoutAWarning(namespace, release);
            release.install();
            release.awaitLeader();

            release.upgrade("--set", "podAnnotations.upgraded=yes");
            release.awaitRollout();
            namespace.helm("rollback", release.name(), "1");
            release.awaitRollout();
            assertThat(namespace.helm("test", release.name(), "--timeout", "5m"))
                    .contains("Succeeded")
                    .doesNotContain("Failed");
            release.uninstall();

            await("nothing is left").atMost(LIMIT).untilAsserted(() -> assertThat(everything(namespace))
                    .isEqualTo(before));
        }
    }

    /** Every object, with strict validation of its fields. */
    private static void assertTakenByTheServerWithoutAWarning(Namespace namespace, Release release) {
        var version = new JsonObject(CLUSTER.run("kubectl", "version", "-o", "json"))
                .getJsonObject("serverVersion")
                .getString("gitVersion");
        var rendered = release.attempt("template", "--kube-version", version).expectSuccess();
        // the server refuses a pod whose ServiceAccount is not there
        var accounts = serviceAccounts(rendered);
        CLUSTER.attemptWith(accounts, "kubectl", "-n", namespace.name(), "apply", "-f", "-")
                .expectSuccess();

        var output = CLUSTER.attemptWith(
                rendered,
                "kubectl",
                "-n",
                namespace.name(),
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-");

        assertThat(output.succeeded()).as(output.all()).isTrue();
        assertThat(output.err()).isEmpty();
        CLUSTER.attemptWith(accounts, "kubectl", "-n", namespace.name(), "delete", "-f", "-")
                .expectSuccess();
    }

    private static String serviceAccounts(String rendered) {
        return Stream.of(rendered.split("(?m)^---$"))
                .filter(document -> document.contains("kind: ServiceAccount\nmetadata"))
                .collect(Collectors.joining("\n---\n"));
    }

    private static Release release(Namespace namespace, String file) {
        var values = new ArrayList<>(List.of("-f", VALUES.resolve(file).toString()));
        values.addAll(IMAGES.values());
        values.addAll(ChartPrerequisites.valuesFor(file, IMAGES, stores));
        // each of the three rollouts would wait for it; ReadinessRoutingTest has the chart's own value
        values.addAll(List.of("--set", "rollout.preStopSleepSeconds=2"));
        return new Release(namespace, "incumbent", values);
    }

    /** The names of all objects of all kinds that the chart has, and of what they bring along; events come and go. */
    private static List<String> everything(Namespace namespace) {
        var kinds = CLUSTER.run("kubectl", "api-resources", "--namespaced", "--verbs=list", "-o", "name")
                .lines()
                .filter(kind -> !kind.startsWith("events") && !kind.contains("metrics"))
                .toList();
        return Stream.of(namespace
                        .kubectl("get", String.join(",", kinds), "-o", "name")
                        .split("\n"))
                .sorted()
                .toList();
    }
}
