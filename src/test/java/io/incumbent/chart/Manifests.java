package io.incumbent.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The objects that the chart is rendered to. */
record Manifests(List<JsonNode> objects) {

    static final String COMPONENT = "app.kubernetes.io/component";

    /**
     * A pod as it will be created.
     *
     * @param owner the object that it stands in
     */
    record Pod(String owner, Map<String, String> labels, JsonNode spec) {

        JsonNode container() {
            return spec.path("containers").path(0);
        }

        String component() {
            return labels.getOrDefault(COMPONENT, "");
        }
    }

    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    /** @param end of the name, behind that of the release */
    JsonNode one(String kind, String end) {
        var found = all(kind).stream()
                .filter(object -> name(object).equals("demo-incumbent" + end))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " demo-incumbent" + end);
        }
        return found.getFirst();
    }

    JsonNode deployment() {
        return one("Deployment", "");
    }

    Pod instance() {
        return pod(deployment(), deployment().at("/spec/template"));
    }

    List<Pod> pods() {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals("Pod")
                        || object.at("/spec/template").isObject())
                .map(object ->
                        pod(object, object.at("/spec/template").isObject() ? object.at("/spec/template") : object))
                .toList();
    }

    private static Pod pod(JsonNode owner, JsonNode template) {
        return new Pod(
                owner.path("kind").asText() + " " + name(owner),
                strings(template.at("/metadata/labels")),
                template.path("spec"));
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** When Helm runs it; empty for what belongs to the release. */
    static String hook(JsonNode object) {
        return object.at("/metadata/annotations").path("helm.sh/hook").asText();
    }

    static Map<String, String> strings(JsonNode map) {
        return map.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .asText()));
    }

    /** The variables of a container; those from a Secret as {@code secret/key}. */
    static Map<String, String> environment(JsonNode container) {
        return StreamSupport.stream(container.path("env").spliterator(), false)
                .collect(Collectors.toMap(variable -> variable.path("name").asText(), Manifests::value));
    }

    private static String value(JsonNode variable) {
        var secret = variable.at("/valueFrom/secretKeyRef");
        return secret.isObject()
                ? secret.path("name").asText() + "/" + secret.path("key").asText()
                : variable.path("value").asText();
    }
}
