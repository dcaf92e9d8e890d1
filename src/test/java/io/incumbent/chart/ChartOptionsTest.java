package io.incumbent.chart;

import static io.incumbent.chart.Manifests.environment;
import static io.incumbent.chart.Manifests.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.incumbent.stores.NeedsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What single values do. */
@NeedsServers
@Tag("helm")
class ChartOptionsTest {

    private static final String CHECKSUM = "/spec/template/metadata/annotations/checksum~1values";

    private static Manifests render(String... values) throws Exception {
        return HelmChart.render(arguments(values));
    }

    private static List<String> arguments(String... values) {
        var arguments = new ArrayList<>(List.of("--set", "stores.existingSecret=stores"));
        Stream.of(values).forEach(value -> arguments.addAll(List.of("--set", value)));
        return arguments;
    }

    private static Map<String, String> variables(String... values) throws Exception {
        return environment(render(values).instance().container());
    }

    @Test
    void theGroupIsThatOfTheRelease() throws Exception {
        assertThat(variables()).containsEntry("INCUMBENT_ELECTION_GROUP", "web.demo");
        assertThat(variables("incumbent.election.group=orders")).containsEntry("INCUMBENT_ELECTION_GROUP", "orders");
    }

    @Test
    void aStandbyAsksSendersToTryAgain() throws Exception {
        assertThat(variables()).containsEntry("INCUMBENT_SIGNALS_FOLLOWER_POLICY", "retry");
    }

    @Test
    void aKeyOfTheProgramReachesItAsItWasWritten() throws Exception {
        assertThat(variables(
                        "incumbent.election.ttl=12s",
                        "incumbent.instance.name=orders",
                        "incumbent.signals.max-body=10485760",
                        "incumbent.delivery.retry-factor=2.5",
                        "incumbent.dispatch.url="))
                .containsEntry("INCUMBENT_ELECTION_TTL", "12s")
                .containsEntry("INCUMBENT_INSTANCE_NAME", "orders")
                .containsEntry("INCUMBENT_SIGNALS_MAX_BODY", "10485760")
                .containsEntry("INCUMBENT_DELIVERY_RETRY_FACTOR", "2.5")
                .doesNotContainKey("INCUMBENT_DISPATCH_URL");
    }

    @Test
    void onlySecretsThatAreUsedAreAskedFor() throws Exception {
        assertThat(variables("credentials.existingSecret=senders"))
                .doesNotContainKeys(
                        "INCUMBENT_SIGNALS_SECRETS",
                        "INCUMBENT_SIGNALS_BEARER_TOKENS",
                        "INCUMBENT_DISPATCH_BEARER_TOKENS",
                        "INCUMBENT_DELIVERY_SECRETS");
        assertThat(variables(
                        "credentials.existingSecret=senders",
                        "incumbent.signals.authentication=bearer",
                        "incumbent.dispatch.authentication=bearer",
                        "credentials.secretKeys.deliverySecrets=signing"))
                .containsEntry("INCUMBENT_SIGNALS_BEARER_TOKENS", "senders/signals-bearer-tokens")
                .containsEntry("INCUMBENT_DISPATCH_BEARER_TOKENS", "senders/dispatch-bearer-tokens")
                .containsEntry("INCUMBENT_DELIVERY_SECRETS", "senders/signing");
    }

    @Test
    void anAddressGivenAsAValueGoesBeforeTheSecret() throws Exception {
        assertThat(variables("stores.redisHosts=redis://cache:6379"))
                .containsEntry("INCUMBENT_REDIS_HOSTS", "demo-incumbent-values/redisHosts")
                .containsEntry("INCUMBENT_DATABASE_URL", "stores/database-url");
    }

    @Test
    void heapAndMemoryGoTogether() throws Exception {
        var usual = render().instance().container();
        var more = render("memory.heapMi=512", "jvmOptions=-Xlog:gc").instance().container();

        assertThat(environment(usual)).containsEntry("JAVA_TOOL_OPTIONS", "-Xmx128m");
        assertThat(usual.at("/resources/limits/memory").asText()).isEqualTo("384Mi");
        assertThat(environment(more)).containsEntry("JAVA_TOOL_OPTIONS", "-Xmx512m -Xlog:gc");
        assertThat(more.at("/resources/limits/memory").asText()).isEqualTo("768Mi");
    }

    @Test
    void theNativeBinaryGetsItsHeapAsAnArgument() throws Exception {
        var manifests = HelmChart.render(Path.of("helm/incumbent/ci/native-values.yaml"));
        var container = manifests.instance().container();

        assertThat(container.path("args").toString()).isEqualTo("[\"-Xmx32m\"]");
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("64Mi");
        assertThat(container.path("image").asText()).startsWith("registry.example.com/team/incumbent@sha256:0123");
        assertThat(environment(container)).doesNotContainKey("JAVA_TOOL_OPTIONS");
        assertThat(manifests.pods()).as("nobody to fail over to").noneMatch(pod -> pod.owner()
                .endsWith("failover"));
    }

    @Test
    void theUserIsANumberOrTheChoiceOfTheCluster() throws Exception {
        assertThat(render("podSecurity.runAsUser=1000650000")
                        .instance()
                        .spec()
                        .at("/securityContext/runAsUser")
                        .toString())
                .isEqualTo("1000650000");
        assertThat(render("podSecurity.runAsUser=null")
                        .instance()
                        .spec()
                        .path("securityContext")
                        .has("runAsUser"))
                .isFalse();
    }

    @Test
    void podsStartAgainIfASecretOfTheChartChangesAndOnlyThen() throws Exception {
        var before = render("credentials.deliverySecrets=whsec_a").deployment().at(CHECKSUM);

        assertThat(render("credentials.deliverySecrets=whsec_a", "service.port=81")
                        .deployment()
                        .at(CHECKSUM))
                .isEqualTo(before);
        assertThat(render("credentials.deliverySecrets=whsec_b").deployment().at(CHECKSUM))
                .isNotEqualTo(before);
    }

    @Test
    void newPodsAreSpreadByThemselvesAndADeadNodeIsLeftSoon() throws Exception {
        var spec = render().instance().spec();

        assertThat(spec.path("topologySpreadConstraints").findValuesAsText("topologyKey"))
                .containsExactly("kubernetes.io/hostname");
        assertThat(spec.path("topologySpreadConstraints").valueStream())
                .allMatch(spread -> spread.at("/matchLabelKeys/0").asText().equals("pod-template-hash"));
        assertThat(spec.path("tolerations")
                        .valueStream()
                        .map(toleration -> toleration.path("key").asText() + " "
                                + toleration.path("tolerationSeconds").asInt()))
                .containsExactly("node.kubernetes.io/unreachable 30", "node.kubernetes.io/not-ready 30");
    }

    @Test
    void certificatesOfTheStoresAreMountedForEveryPool() throws Exception {
        var manifests = HelmChart.render(Path.of("helm/incumbent/ci/tls-values.yaml"));

        for (var pod : List.of(
                manifests.instance(),
                manifests.pods().stream()
                        .filter(any -> any.component().equals("migrate"))
                        .findAny()
                        .orElseThrow())) {
            assertThat(environment(pod.container()).keySet())
                    .filteredOn(name -> name.endsWith("_SSLROOTCERT"))
                    .hasSize(4);
            assertThat(pod.container().path("volumeMounts").findValuesAsText("mountPath"))
                    .containsExactly("/etc/incumbent/tls/database", "/etc/incumbent/tls/redis");
            assertThat(pod.spec().path("volumes").findValuesAsText("secretName"))
                    .containsExactly("postgresql-ca", "redis-ca");
        }
    }

    @Test
    void theNetworkPolicyNamesPortsAndPeers() throws Exception {
        var manifests = HelmChart.render(Path.of("helm/incumbent/ci/monitoring-values.yaml"));
        var policy = manifests.one("NetworkPolicy", "").path("spec");

        assertThat(strings(policy.at("/podSelector/matchLabels")))
                .isEqualTo(strings(manifests.deployment().at("/spec/selector/matchLabels")));
        assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.path("ingress").valueStream().map(ChartOptionsTest::portsAndPeers))
                .containsExactly("http 2", "management 1");
        assertThat(policy.path("egress").valueStream().map(ChartOptionsTest::portsAndPeers))
                .containsExactly("53 53 0", "5432 6379 1");
        assertThat(manifests.one("NetworkPolicy", "-migrate").at("/spec/egress"))
                .isEqualTo(policy.path("egress"));
    }

    private static String portsAndPeers(JsonNode rule) {
        var peers = rule.has("from") ? rule.path("from") : rule.path("to");
        return String.join(" ", rule.path("ports").findValuesAsText("port")) + " " + peers.size();
    }

    @Test
    void bundledStoresShareOnePasswordThatIsDrawnOnce() throws Exception {
        var first = HelmChart.render(Path.of("helm/incumbent/ci/bundled-volumes-values.yaml"));
        var second = HelmChart.render(Path.of("helm/incumbent/ci/bundled-volumes-values.yaml"));
        var data = first.one("Secret", "-values").path("data");

        assertThat(data.path("databasePassword").asText())
                .hasSizeGreaterThan(40)
                .isEqualTo(data.path("redisPassword").asText());
        assertThat(second.one("Secret", "-values").path("data").path("databasePassword"))
                .isNotEqualTo(data.path("databasePassword"));
        assertThat(environment(first.instance().container()))
                .containsEntry("INCUMBENT_SCHEMA_MODE", "self")
                .containsEntry("INCUMBENT_DATABASE_PASSWORD", "demo-incumbent-values/databasePassword");
        assertThat(first.all("StatefulSet").stream()
                        .map(set -> set.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                                .asText()))
                .containsExactly("Delete", "Delete");
    }

    @Test
    void theNotesSayWhoLeadsAndWhatIsWeak(@TempDir Path bundled, @TempDir Path own) throws Exception {
        var weak = HelmChart.notes(bundled, List.of("--set", "bundled.enabled=true,replicas=1"));
        var better = HelmChart.notes(own, arguments("incumbent.signals.authentication=none"));

        assertThat(weak)
                .contains("http://demo-incumbent-instances.web:8080/leadership", "helm test demo", "--wait")
                .contains("One replica", "Bundled stores", "No sender is accepted", "Routing by readiness");
        assertThat(better)
                .contains("Every caller may send signals", "rollout restart deployment/demo-incumbent")
                .doesNotContain("One replica", "Bundled stores");
    }

    @Test
    void whatTheReadmeInstallsIsAccepted() throws Exception {
        var install = "helm install incumbent helm/incumbent ";
        var commands = Files.readString(ChartDocuments.README)
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith(install))
                .toList();

        assertThat(commands).hasSize(2);
        for (var command : commands) {
            var arguments = List.of(command.substring(install.length()).split(" +"));
            assertThat(HelmChart.render(arguments).pods()).isNotEmpty();
        }
    }

    /** Helm reads numbers of a file as floating-point ones, and those behind {@code --set} as integers. */
    @Test
    void aLargeNumberOfAFileIsNotWrittenWithAnExponent() throws Exception {
        var values = arguments();
        values.addAll(List.of("--set-json", "incumbent.signals.max-body=10485760"));
        values.addAll(List.of("--set-json", "podSecurity.runAsUser=1000650000"));

        var pod = HelmChart.render(values).instance();

        assertThat(environment(pod.container())).containsEntry("INCUMBENT_SIGNALS_MAX_BODY", "10485760");
        assertThat(pod.spec().at("/securityContext/runAsUser").toString()).isEqualTo("1000650000");
    }
}
