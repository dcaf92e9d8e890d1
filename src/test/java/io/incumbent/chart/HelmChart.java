package io.incumbent.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs Helm ({@code HELM}, default {@code helm}) on the chart. No cluster is asked. */
final class HelmChart {

    private static final String HELM = System.getenv().getOrDefault("HELM", "helm");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** A Helm that was built without a version assumes a cluster that is older than the chart supports. */
    private static final List<String> CLUSTER = List.of("--kube-version", "1.34.0");

    /** @param output of both streams */
    record Outcome(int code, String output) {}

    private HelmChart() {}

    static Outcome lint(Path values) throws IOException, InterruptedException {
        return run(Stream.concat(
                Stream.of("lint", "--strict", ChartValues.CHART.toString(), "--values", values.toString()),
                CLUSTER.stream()));
    }

    /** The release {@code demo} in the namespace {@code web}. */
    static Outcome template(List<String> arguments) throws IOException, InterruptedException {
        return template(ChartValues.CHART, arguments);
    }

    private static Outcome template(Path chart, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("template", "demo", chart.toString(), "--namespace", "web"));
        command.addAll(CLUSTER);
        command.addAll(arguments);
        return run(command.stream());
    }

    static Manifests render(List<String> arguments) throws IOException, InterruptedException {
        return new Manifests(objects(template(arguments)));
    }

    static Manifests render(Path values) throws IOException, InterruptedException {
        return render(List.of("--values", values.toString()));
    }

    /** The notes, as text. {@code helm template} leaves them out, so they are rendered as a template of a copy of the chart. */
    static String notes(Path copy, List<String> arguments) throws IOException, InterruptedException {
        try (var files = Files.walk(ChartValues.CHART)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(ChartValues.CHART.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        var notes = copy.resolve("templates/NOTES.txt");
        Files.writeString(
                copy.resolve("templates/notes.yaml"),
                "{{- define \"notes\" }}" + Files.readString(notes)
                        + "{{ end }}\nnotes: {{ include \"notes\" . | quote }}\n");
        Files.delete(notes);
        var shown = new ArrayList<>(arguments);
        shown.addAll(List.of("--show-only", "templates/notes.yaml"));
        return objects(template(copy, shown)).getFirst().path("notes").asText();
    }

    private static List<JsonNode> objects(Outcome outcome) throws IOException {
        if (outcome.code() != 0) {
            throw new AssertionError(outcome.output());
        }
        var parser = YAML.getFactory().createParser(outcome.output());
        return YAML.readValues(parser, JsonNode.class).readAll().stream()
                .filter(JsonNode::isObject)
                .toList();
    }

    private static Outcome run(Stream<String> arguments) throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(HELM), arguments).toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    static String text(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
