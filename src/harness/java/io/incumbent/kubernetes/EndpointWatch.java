package io.incumbent.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every state of a Service's endpoints from now on, as the API reports them to whoever watches: one event a line. Not by
 * {@code kubectl get --watch -o jsonpath}, which prints the first state only.
 */
public final class EndpointWatch implements AutoCloseable {

    private static final String PATH =
            "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices?watch=true&labelSelector="
                    + "kubernetes.io%%2Fservice-name%%3D%s";

    private final Path file;
    private final Process kubectl;

    private EndpointWatch(Path file, Process kubectl) {
        this.file = file;
        this.kubectl = kubectl;
    }

    public static EndpointWatch of(Namespace namespace, String service) {
        try {
            var file = Files.createTempFile("incumbent-kube", ".endpoints");
            var path = PATH.formatted(namespace.name(), service);
            return new EndpointWatch(file, namespace.cluster().follow(file, "kubectl", "get", "--raw", path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the ready pods, one list for each event, oldest first. */
    public List<List<String>> states() {
        var ready = new TreeMap<String, List<String>>();
        var states = new ArrayList<List<String>>();
        for (var line : completeLines()) {
            var event = new JsonObject(line);
            var slice = event.getJsonObject("object");
            var name = slice.getJsonObject("metadata").getString("name");
            if (event.getString("type").equals("DELETED")) {
                ready.remove(name);
            } else {
                ready.put(name, ready(slice));
            }
            states.add(ready.values().stream().flatMap(List::stream).toList());
        }
        return states;
    }

    private List<String> completeLines() {
        try {
            var text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ready(JsonObject slice) {
        // null as long as no pod has an address
        var endpoints = Optional.ofNullable(slice.getJsonArray("endpoints")).orElseGet(JsonArray::new);
        return endpoints.stream()
                .map(JsonObject.class::cast)
                .filter(endpoint -> endpoint.getJsonObject("conditions").getBoolean("ready", false))
                .map(endpoint -> endpoint.getJsonObject("targetRef").getString("name"))
                .toList();
    }

    @Override
    public void close() {
        kubectl.descendants().forEach(ProcessHandle::destroy);
        kubectl.destroy();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
