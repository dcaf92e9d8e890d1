package io.incumbent.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is generated from the comments of {@code values.yaml}: the table in the chart's README and the descriptions in the schema.
 * Keys of the program that {@code values.yaml} does not set are described by {@code docs/configuration.md}.
 */
final class ChartDocuments {

    static final Path README = ChartValues.CHART.resolve("README.md");
    static final Path SCHEMA = ChartValues.CHART.resolve("values.schema.json");

    private static final Path CONFIGURATION = Path.of("docs/configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(?<=<!-- values -->\n).*(?=<!-- end of values -->)", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("^\\| `(incumbent\\.[a-z.-]+)` \\| (?:`([^`]*)`|\\s*) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChartDocuments() {}

    /** {@code make chart-docs} */
    public static void main(String... args) throws IOException {
        Files.writeString(README, readme());
        Files.writeString(SCHEMA, schema());
    }

    static String readme() throws IOException {
        var rows = ChartValues.read().stream().map(ChartDocuments::row).collect(Collectors.joining());
        var text = Files.readString(README);
        if (!TABLE.matcher(text).find()) {
            throw new IllegalStateException(README + " has no place for the table of values");
        }
        return TABLE.matcher(text)
                .replaceFirst(match ->
                        Matcher.quoteReplacement("\n| value | default | meaning |\n|---|---|---|\n" + rows + "\n"));
    }

    private static String row(ChartValues.Value value) {
        if (value.isSection()) {
            return value.comment().isEmpty() ? "" : "| **`%s`** | | %s |\n".formatted(value.path(), value.comment());
        }
        return "| `%s` | `%s` | %s |\n".formatted(value.path(), value.standard(), value.comment());
    }

    static String schema() throws IOException {
        var root = (ObjectNode) JSON.readTree(SCHEMA.toFile());
        var descriptions = descriptions();
        describe("", root, descriptions);
        return lines(root, "") + "\n";
    }

    private static Map<String, String> descriptions() throws IOException {
        var all = new TreeMap<String, String>();
        KEY.matcher(Files.readString(CONFIGURATION))
                .results()
                .forEach(row -> all.put(
                        row.group(1),
                        row.group(3) + (row.group(2) == null ? "" : " Default: `" + row.group(2) + "`.")));
        ChartValues.read().forEach(value -> all.put(value.path(), value.comment()));
        all.values().removeIf(String::isEmpty);
        return all;
    }

    private static void describe(String path, ObjectNode node, Map<String, String> descriptions) {
        if (descriptions.containsKey(path)) {
            node.remove("description");
            node.put("description", descriptions.get(path));
        }
        node.path("properties")
                .properties()
                .forEach(property -> describe(
                        path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                        (ObjectNode) property.getValue(),
                        descriptions));
    }

    /** One line for each value, so that a change of one is a change of one line. */
    private static String lines(JsonNode node, String indent) throws JsonProcessingException {
        if (!node.has("properties")) {
            return JSON.writeValueAsString(node);
        }
        var head = ((ObjectNode) node).deepCopy();
        head.remove("properties");
        var text = new StringBuilder(JSON.writeValueAsString(head).replaceFirst("}$", ",\"properties\":{"));
        var separator = "\n";
        for (var property : node.path("properties").properties()) {
            text.append(separator)
                    .append(indent)
                    .append("  ")
                    .append(JSON.writeValueAsString(property.getKey()))
                    .append(": ");
            text.append(lines(property.getValue(), indent + "  "));
            separator = ",\n";
        }
        return text.append("\n").append(indent).append("}}").toString();
    }

    /** The paths of all values that a schema allows, without their sections. */
    static List<String> paths(String path, JsonNode node) {
        if (!node.has("properties")) {
            return List.of(path);
        }
        return node.path("properties").properties().stream()
                .flatMap(property ->
                        paths(path.isEmpty() ? property.getKey() : path + "." + property.getKey(), property.getValue())
                                .stream())
                .toList();
    }
}
