package io.incumbent.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a file of values names and somebody must have made before the chart is installed: Secrets, kinds, images. */
public final class ChartPrerequisites {

    private static final String SENDERS_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private ChartPrerequisites() {}

    /** A kind that a file of values uses and this cluster may lack; what it contains is not looked at. */
    private static final String KIND = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: %2$s.%1$s
              annotations: {api-approved.kubernetes.io: "unapproved, for tests only"}
            spec:
              group: %1$s
              scope: Namespaced
              names: {plural: %2$s, singular: %3$s, kind: %4$s, listKind: %4$sList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    /** A namespace with all of it. */
    public static Namespace namespaceFor(String file, Cluster cluster, TestStores stores) {
        kind(cluster, "monitoring.coreos.com", "podmonitors", "PodMonitor");
        kind(cluster, "gateway.networking.k8s.io", "httproutes", "HTTPRoute");
        var namespace = Namespace.create(cluster, "chart");
        if (file.startsWith("tls-")) {
            stores.tlsSecretsIn(namespace, "stores");
        } else {
            stores.secretIn(namespace, "stores");
        }
        namespace.kubectl(
                "patch",
                "secret",
                "stores",
                "--type=merge",
                "-p",
                "{\"stringData\":{\"signals-secrets\":\"" + SENDERS_SECRET + "\"}}");
        namespace.kubectl(
                "create",
                "secret",
                "generic",
                "owner",
                "--from-literal=owner-username=" + stores.username(),
                "--from-literal=owner-password=" + stores.password());
        return namespace;
    }

    private static void kind(Cluster cluster, String group, String plural, String kind) {
        if (!cluster.attempt("kubectl", "get", "crd", plural + "." + group).succeeded()) {
            var manifest = KIND.formatted(group, plural, kind.toLowerCase(Locale.ROOT), kind);
            cluster.attemptWith(manifest, "kubectl", "apply", "-f", "-").expectSuccess();
            cluster.run(
                    "kubectl", "wait", "--for=condition=Established", "crd/" + plural + "." + group, "--timeout=60s");
        }
    }

    /** What differs on the cluster of the tests from what the file says: images, addresses of the stores, times. */
    public static List<String> valuesFor(String file, TestImages images, TestStores stores) {
        var values = new ArrayList<>(List.of(
                "--set", "bundled.postgresql.image=" + images.postgres(),
                "--set", "bundled.redis.image=" + images.redis(),
                "--set", "rollout.preStopSleepSeconds=5"));
        if (file.startsWith("native-")) {
            // there is no native image to install, so it is the JVM, which needs more memory
            values.addAll(List.of(
                    "--set",
                    "image.digest=",
                    "--set",
                    "image.runtime=jvm",
                    "--set",
                    "memory.heapMi=128",
                    "--set",
                    "memory.otherMi=256"));
        }
        if (file.startsWith("migrate-by-values")) {
            values.addAll(List.of(
                    "--set", "stores.databaseUrl=" + stores.url("postgres"),
                    "--set", "stores.databaseUsername=" + stores.username(),
                    "--set", "stores.databasePassword=" + stores.password(),
                    "--set", "migrate.databaseUsername=" + stores.username(),
                    "--set", "migrate.databasePassword=" + stores.password(),
                    "--set", "stores.redisHosts=" + stores.redisHosts(),
                    "--set", "stores.redisPassword="));
        }
        return values;
    }
}
