package io.incumbent.chart;

import static io.incumbent.chart.Manifests.environment;
import static io.incumbent.chart.Manifests.hook;
import static io.incumbent.chart.Manifests.name;
import static io.incumbent.chart.Manifests.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.incumbent.documentation.ConfigurationKeys;
import io.incumbent.stores.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for the objects of the chart, whatever the values are: for each of {@code ci/*-values.yaml}. */
@NeedsServers
@Tag("helm")
class ChartTemplateTest {

    private static final Set<String> FROM_A_SECRET = Set.of(
            "INCUMBENT_DATABASE_URL",
            "INCUMBENT_DATABASE_USERNAME",
            "INCUMBENT_DATABASE_PASSWORD",
            "INCUMBENT_REDIS_HOSTS",
            "QUARKUS_REDIS_PASSWORD",
            "INCUMBENT_SIGNALS_SECRETS",
            "SMOKE_TEST_SECRETS",
            "POSTGRES_PASSWORD",
            "PASSWORD");

    static Stream<Path> values() throws IOException {
        try (var files = Files.list(ChartValues.CHART.resolve("ci"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void helmFindsNothingToWarnOf(Path values) throws Exception {
        assertThat(HelmChart.lint(values))
                .extracting(HelmChart.Outcome::code, HelmChart.Outcome::output)
                .satisfies(seen -> assertThat(seen.getFirst())
                        .as(seen.getLast().toString())
                        .isEqualTo(0));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aPlainServiceSelectsTheInstancesAndReadinessAloneChoosesTheLeader(Path values) throws Exception {
        var manifests = HelmChart.render(values);
        var service = manifests.one("Service", "").path("spec");
        var selector = strings(service.path("selector"));

        assertThat(manifests.pods())
                .filteredOn(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .extracting(Manifests.Pod::owner)
                .containsExactly("Deployment demo-incumbent");
        assertThat(service.has("publishNotReadyAddresses")).isFalse();
        var instances = manifests.one("Service", "-instances").path("spec");
        assertThat(strings(instances.path("selector"))).isEqualTo(selector);
        assertThat(instances.path("publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(instances.path("clusterIP").asText()).isEqualTo("None");
        assertThat(manifests.all("Service"))
                .as("probes and metrics are behind no Service")
                .noneMatch(any -> HelmChart.text(any).matches("(?s).*(9000|management).*"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void theProbesDiffer(Path values) throws Exception {
        var container = HelmChart.render(values).instance().container();
        var startup = container.path("startupProbe");

        assertThat(startup.at("/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(startup.path("periodSeconds").asInt()
                        * startup.path("failureThreshold").asInt())
                .as("seconds for the start")
                .isGreaterThanOrEqualTo(120);
        assertThat(container.at("/livenessProbe/failureThreshold").asInt()).isGreaterThan(1);
        for (var probe : Set.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).at("/httpGet/port").asText()).isEqualTo("management");
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void aRolloutNeverWaitsForStandbysToBeReady(Path values) throws Exception {
        var manifests = HelmChart.render(values);
        var spec = manifests.deployment().path("spec");

        assertThat(spec.at("/strategy/rollingUpdate/maxUnavailable").asText()).isEqualTo("100%");
        assertThat(spec.at("/strategy/rollingUpdate/maxSurge").asText()).isEqualTo("100%");
        assertThat(spec.path("progressDeadlineSeconds").asInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(manifests.all("PodDisruptionBudget"))
                .as("it would refuse every eviction of the leader")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("values")
    void thereIsTimeForSleepAndDrain(Path values) throws Exception {
        var pod = HelmChart.render(values).instance();
        var environment = environment(pod.container());
        int sleep = pod.container().at("/lifecycle/preStop/sleep/seconds").asInt();
        int drain = seconds(environment.getOrDefault("INCUMBENT_ELECTION_DRAIN_TIMEOUT", "none"))
                + seconds(environment.getOrDefault("INCUMBENT_DISPATCH_DRAIN_TIMEOUT", "none"));

        assertThat(pod.spec().path("terminationGracePeriodSeconds").asInt()).isGreaterThan(sleep + drain + 10);
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyPodIsAllowedInARestrictedNamespaceAndOnlyTestsHaveAToken(Path values) throws Exception {
        for (var pod : HelmChart.render(values).pods()) {
            assertThat(pod.spec().at("/securityContext/runAsNonRoot").asBoolean())
                    .as(pod.owner())
                    .isTrue();
            assertThat(pod.spec().at("/securityContext/seccompProfile/type").asText())
                    .isEqualTo("RuntimeDefault");
            var security = pod.container().path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean())
                    .as(pod.owner())
                    .isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(pod.owner())
                    .isFalse();
            assertThat(security.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(pod.spec().path("enableServiceLinks").asBoolean(true))
                    .as(pod.owner())
                    .isFalse();
            assertThat(pod.spec().path("automountServiceAccountToken").asBoolean(true))
                    .as(pod.owner())
                    .isEqualTo(pod.owner().matches("Pod .*-test-(one-endpoint|failover)"));
            var resources = pod.container().path("resources");
            assertThat(resources.at("/limits/memory")).isEqualTo(resources.at("/requests/memory"));
            assertThat(resources.at("/limits").has("cpu")).as(pod.owner()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void onlyTestsHaveRights(Path values) throws Exception {
        var manifests = HelmChart.render(values);

        assertThat(manifests.all("Role")).isNotEmpty().allMatch(role -> hook(role)
                .equals("test"));
        assertThat(manifests.all("RoleBinding")).isNotEmpty().allMatch(binding -> hook(binding)
                .equals("test"));
        assertThat(manifests.all("ClusterRole")).isEmpty();
        assertThat(manifests.all("Role").stream().flatMap(role -> rules(role)).collect(Collectors.toSet()))
                .isSubsetOf("endpointslices [\"list\"]", "pods [\"delete\"]");
    }

    private static Stream<String> rules(JsonNode role) {
        return role.path("rules")
                .valueStream()
                .map(rule -> rule.at("/resources/0").asText() + " " + rule.path("verbs"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyVariableIsAKeyOfTheProgramAndSecretsAreReferred(Path values) throws Exception {
        var known = ConfigurationKeys.withDefaults().keySet().stream()
                .map(key -> key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (var pod : HelmChart.render(values).pods()) {
            var environment = environment(pod.container());
            assertThat(environment.keySet())
                    .as(pod.owner())
                    .filteredOn(name -> name.startsWith("INCUMBENT_"))
                    .isSubsetOf(known)
                    .doesNotContain("INCUMBENT_ELECTION_INSTANCE_ID", "INCUMBENT_ELECTION_HOSTNAME");
            for (var variable : pod.container().path("env")) {
                assertThat(variable.at("/valueFrom/secretKeyRef").isObject())
                        .as(pod.owner() + " " + variable.path("name").asText())
                        .isEqualTo(FROM_A_SECRET.contains(variable.path("name").asText()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void aSecretOfTheChartHasEveryKeyThatPodsReferTo(Path values) throws Exception {
        var manifests = HelmChart.render(values);
        Map<String, JsonNode> secrets = manifests.all("Secret").stream()
                .collect(Collectors.toMap(Manifests::name, secret -> secret.path("data")));
        for (var pod : manifests.pods()) {
            environment(pod.container()).values().stream()
                    .map(value -> value.split("/", 2))
                    .filter(parts -> parts.length == 2 && secrets.containsKey(parts[0]))
                    .forEach(parts -> assertThat(secrets.getOrDefault(parts[0], MissingNode.getInstance())
                                    .has(parts[1]))
                            .as(pod.owner() + " " + parts[1])
                            .isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatRunsBeforeTheInstallationNeedsNothingOfIt(Path values) throws Exception {
        var manifests = HelmChart.render(values);
        var before = manifests.objects().stream()
                .filter(object -> hook(object).equals("pre-install,pre-upgrade"))
                .map(object -> object.path("kind").asText() + " " + name(object))
                .collect(Collectors.toSet());
        for (var job : manifests.all("Job")) {
            var pod = job.at("/spec/template/spec");
            assertThat(before)
                    .contains(
                            "Job " + name(job),
                            "ServiceAccount " + pod.path("serviceAccountName").asText());
            assertThat(environment(pod.at("/containers/0")).values())
                    .filteredOn(value -> value.startsWith("demo-incumbent"))
                    .allMatch(value -> before.contains("Secret " + value.replaceFirst("/.*", "")));
            assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isPositive();
        }
    }
}
