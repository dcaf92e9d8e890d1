package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** A namespace of its own, which enforces the restricted pod security standard. Removed with all that is in it. */
public final class Namespace implements AutoCloseable {

    private final Cluster cluster;
    private final String name;

    private Namespace(Cluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** @param prefix what its name begins with */
    public static Namespace create(Cluster cluster, String prefix) {
        var name = prefix + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        var labels = new JsonObject();
        for (var mode : List.of("enforce", "warn", "audit")) {
            labels.put("pod-security.kubernetes.io/" + mode, "restricted");
        }
        var namespace = new Namespace(cluster, name);
        cluster.attemptWith(
                        new JsonObject()
                                .put("apiVersion", "v1")
                                .put("kind", "Namespace")
                                .put(
                                        "metadata",
                                        new JsonObject().put("name", name).put("labels", labels))
                                .encode(),
                        "kubectl",
                        "create",
                        "-f",
                        "-")
                .expectSuccess();
        // made by controllers a moment later; whoever compares before and after must see them in both
        await("what each namespace has").atMost(Duration.ofMinutes(1)).until(() -> namespace
                .attempt("kubectl", "get", "serviceaccount/default", "configmap/kube-root-ca.crt")
                .succeeded());
        return namespace;
    }

    public String name() {
        return name;
    }

    public Cluster cluster() {
        return cluster;
    }

    public void apply(String manifest) {
        cluster.attemptWith(manifest, "kubectl", "-n", name, "apply", "-f", "-").expectSuccess();
    }

    /** @return the standard output; an AssertionError if kubectl fails */
    public String kubectl(String... arguments) {
        return attempt("kubectl", arguments).expectSuccess();
    }

    /** @return what helm wrote; an AssertionError if helm fails */
    public String helm(String... arguments) {
        return attempt("helm", arguments).expectSuccess();
    }

    /** @param program kubectl or helm, to which the namespace is passed */
    public CommandOutput attempt(String program, String... arguments) {
        var command = new ArrayList<>(List.of(program, "-n", name));
        command.addAll(List.of(arguments));
        return cluster.attempt(command.toArray(String[]::new));
    }

    /** All objects of a kind that have the label. */
    public List<JsonObject> list(String kind, String selector) {
        return new JsonObject(kubectl("get", kind, "-l", selector, "-o", "json"))
                .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }

    public List<Pod> pods(String selector) {
        return list("pods", selector).stream().map(Pod::of).toList();
    }

    /** What a person would look at: all pods, the last events, and what the pods of the label have logged. */
    public String describe(String selector) {
        return List.of(
                        attempt("kubectl", "get", "pods", "-o", "wide").all(),
                        attempt("kubectl", "get", "events", "--sort-by=.lastTimestamp")
                                .all(),
                        attempt("kubectl", "logs", "-l", selector, "--tail=15", "--prefix")
                                .all())
                .stream()
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        // nobody is served any more, so nothing needs the time that a pod has for its end
        attempt("kubectl", "delete", "pods", "--all", "--force", "--grace-period=0", "--wait=false");
        cluster.attempt("kubectl", "delete", "namespace", name, "--wait=true", "--timeout=3m");
    }
}
