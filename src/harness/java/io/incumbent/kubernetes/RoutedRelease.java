package io.incumbent.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** A release of three instances, its stores, and a caller, which stands on another node than the instances where there is one. */
public record RoutedRelease(TestStores stores, Namespace namespace, Release release, CallerPod caller)
        implements AutoCloseable {

    private static final String SECRET = "stores";

    public static RoutedRelease install() {
        var cluster = Cluster.ofEnvironment();
        var images = TestImages.ofEnvironment();
        var nodes = List.of(cluster.run("kubectl", "get", "nodes", "-o", "jsonpath={.items[*].metadata.name}")
                .strip()
                .split(" "));
        // the last node is for what must stay while another one is cut off
        var apart = nodes.getLast();
        var stores = TestStores.start(cluster, images, apart);
        var namespace = Namespace.create(cluster, "routing");
        stores.secretIn(namespace, SECRET);
        var values = new ArrayList<>(images.values());
        values.addAll(List.of(
                "--set", "stores.existingSecret=" + SECRET,
                "--set", "incumbent.signals.authentication=none",
                "--set", "unreachableTolerationSeconds=5"));
        if (nodes.size() > 1) {
            values.addAll(List.of("--set-json", "affinity=" + notOn(apart)));
        }
        var release = new Release(namespace, "incumbent", values).install();
        release.awaitPods(3);
        release.awaitLeader();
        return new RoutedRelease(stores, namespace, release, CallerPod.start(namespace, release, images, apart));
    }

    private static String notOn(String node) {
        return """
                {"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[\
                {"key":"kubernetes.io/hostname","operator":"NotIn","values":["%s"]}]}]}}}""".formatted(node);
    }

    @Override
    public void close() {
        namespace.close();
        stores.close();
    }
}
