package io.incumbent.kubernetes;

import static io.incumbent.kubernetes.Cluster.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A release of the chart in a namespace, installed and asked as a user does it. */
public final class Release {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String CHART = "helm/incumbent";

    private final Namespace namespace;
    private final String name;
    private final List<String> values;

    /**
     * @param name of the release; it contains {@code incumbent}, so that the objects of the chart bear just this name
     * @param values arguments of helm that belong to each command with values, such as {@code --set a=b}
     */
    public Release(Namespace namespace, String name, List<String> values) {
        this.namespace = namespace;
        this.name = name;
        this.values = List.copyOf(values);
    }

    public String name() {
        return name;
    }

    /** Name of the Service that routes to the leader. */
    public String service() {
        return name;
    }

    /** Of all pods that take part in the election, and of no others. */
    public String selector() {
        return "app.kubernetes.io/name=incumbent,app.kubernetes.io/component=instance,app.kubernetes.io/instance="
                + name;
    }

    public Release install(String... more) {
        withValues("install", more);
        return this;
    }

    public void upgrade(String... more) {
        withValues("upgrade", more);
    }

    public CommandOutput attempt(String command, String... more) {
        var whole = new ArrayList<>(List.of(command, name, CHART));
        whole.addAll(values);
        whole.addAll(List.of(more));
        return namespace.attempt("helm", whole.toArray(String[]::new));
    }

    private void withValues(String command, String... more) {
        attempt(command, more).expectSuccess();
    }

    public void uninstall() {
        namespace.helm("uninstall", name, "--wait", "--timeout", "5m");
    }

    public List<Pod> pods() {
        return namespace.pods(selector());
    }

    /** The names of the pods that the Service routes to. */
    public List<String> readyEndpoints() {
        var ready = new ArrayList<String>();
        for (var slice : namespace.list("endpointslices", "kubernetes.io/service-name=" + name)) {
            // null as long as no pod has an address
            var endpoints = Optional.ofNullable(slice.getJsonArray("endpoints")).orElseGet(JsonArray::new);
            for (var item : endpoints) {
                var endpoint = (JsonObject) item;
                if (endpoint.getJsonObject("conditions").getBoolean("ready", false)) {
                    ready.add(endpoint.getJsonObject("targetRef").getString("name"));
                }
            }
        }
        return ready;
    }

    /** The one pod that the Service routes to, as soon as it is exactly one that is not leaving. */
    public Pod awaitLeader() {
        try {
            return await("the Service has one endpoint")
                    .atMost(LIMIT)
                    .until(this::leader, Optional::isPresent)
                    .orElseThrow();
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + namespace.describe(selector()), e);
        }
    }

    private Optional<Pod> leader() {
        var ready = readyEndpoints();
        return ready.size() != 1
                ? Optional.empty()
                : pods().stream()
                        .filter(pod -> pod.name().equals(ready.getFirst()))
                        .filter(pod -> !pod.leaving())
                        .findFirst();
    }

    /** Until so many pods run and none is leaving. */
    public void awaitPods(int count) {
        await(count + " pods")
                .atMost(LIMIT)
                .until(() -> pods().size() == count
                        && pods().stream().allMatch(pod -> pod.phase().equals("Running") && !pod.leaving()));
    }

    /** Until all pods are of the latest revision, run, and one of them leads. `kubectl rollout status` would wait for ever. */
    public void awaitRollout() {
        await("a new generation of pods").atMost(LIMIT).until(() -> {
            var deployment = new JsonObject(namespace.kubectl("get", "deployment", name, "-o", "json"));
            var status = deployment.getJsonObject("status");
            int wanted = deployment.getJsonObject("spec").getInteger("replicas");
            return status.getLong("observedGeneration", 0L)
                            .equals(deployment.getJsonObject("metadata").getLong("generation"))
                    && status.getInteger("updatedReplicas", 0) == wanted
                    && status.getInteger("replicas", 0) == wanted
                    && pods().size() == wanted;
        });
        awaitLeader();
    }

    /** Looks for so long, and fails if two pods are ready at the same time. */
    public void awaitSteady(Duration time) {
        await("one leader")
                .during(time)
                .atMost(time.plus(LIMIT))
                .until(() -> readyEndpoints().size() <= 1);
    }
}
