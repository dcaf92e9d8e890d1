package io.incumbent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.incumbent.documentation.ConfigurationKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Values, schema and README of the chart agree with each other and with the keys of the program. */
class ChartDocumentsTest {

    private static final Path WORKFLOW = Path.of(".github/workflows/kube.yml");

    private final List<ChartValues.Value> values;
    private final JsonNode schema;

    ChartDocumentsTest() throws IOException {
        values = ChartValues.read();
        schema = new ObjectMapper().readTree(ChartDocuments.SCHEMA.toFile());
    }

    @Test
    void everyValueIsCommentedByWholeSentences() {
        assertThat(values).hasSizeGreaterThan(80);
        assertThat(values)
                .filteredOn(value -> !value.isSection() || !value.comment().isEmpty())
                .allSatisfy(
                        value -> assertThat(value.comment()).as(value.path()).matches("[A-Z`].*[.)]"));
    }

    @Test
    void theTableInTheReadmeIsThatOfTheValues() throws IOException {
        assertThat(Files.readString(ChartDocuments.README))
                .as("run `make chart-docs`")
                .isEqualTo(ChartDocuments.readme());
    }

    @Test
    void theSchemaDescribesEachValueByItsComment() throws IOException {
        assertThat(Files.readString(ChartDocuments.SCHEMA))
                .as("run `make chart-docs`")
                .isEqualTo(ChartDocuments.schema());
    }

    @Test
    void theSchemaKnowsTheValuesAndTheKeysOfTheProgramAndNothingElse() throws Exception {
        var expected = new TreeSet<>(ConfigurationKeys.withDefaults().keySet());
        values.stream()
                .filter(value -> !value.isSection())
                .map(ChartValues.Value::path)
                .forEach(expected::add);
        expected.add("global"); // Helm hands it to every chart that is part of another one

        assertThat(new TreeSet<>(ChartDocuments.paths("", schema))).isEqualTo(expected);
    }

    @Test
    void valuesBelowIncumbentAreKeysOfTheProgram() throws Exception {
        var keys = ConfigurationKeys.withDefaults().keySet();

        assertThat(values)
                .filteredOn(value -> value.path().startsWith("incumbent.") && !value.isSection())
                .extracting(ChartValues.Value::path)
                .allMatch(path -> path.equals("incumbent.routing") || keys.contains(path));
    }

    @Test
    void noObjectOfTheSchemaTakesUnknownKeys() {
        assertThat(open("", schema)).isEmpty();
    }

    /** Objects that name their keys and take others as well. */
    private static Set<String> open(String path, JsonNode node) {
        var found = new HashSet<String>();
        if ((node.has("properties") && !node.path("additionalProperties").isBoolean())
                || node.path("additionalProperties").asBoolean()) {
            found.add(path);
        }
        node.properties().forEach(member -> found.addAll(open(path + "/" + member.getKey(), member.getValue())));
        return found;
    }

    @Test
    void theChartInstallsThisVersionOfTheProgram() throws IOException {
        var chart = new YAMLMapper()
                .readTree(ChartValues.CHART.resolve("Chart.yaml").toFile());
        var version = Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");

        assertThat(chart.path("appVersion").asText()).isEqualTo(version);
        assertThat(chart.path("name").asText()).isEqualTo("incumbent");
    }

    @Test
    void linksOfTheReadmeLeadSomewhere() throws IOException {
        var links = java.util.regex.Pattern.compile("]\\(([^)#]+)[^)]*\\)")
                .matcher(Files.readString(ChartDocuments.README))
                .results()
                .map(link -> ChartValues.CHART.resolve(link.group(1)))
                .collect(Collectors.toSet());

        assertThat(links).isNotEmpty().allMatch(Files::exists);
    }

    @Test
    void theWorkflowIsReadableAndRunsTargetsThatExist() throws IOException {
        var workflow = new YAMLMapper().readTree(WORKFLOW.toFile());
        var makefile = Files.readString(Path.of("Makefile"));
        var targets = workflow.findValuesAsText("run").stream()
                .flatMap(script -> java.util.regex.Pattern.compile("\\bmake ([a-z-]+)")
                        .matcher(script)
                        .results())
                .map(target -> target.group(1))
                .collect(Collectors.toSet());

        assertThat(workflow.path("jobs").properties()).isNotEmpty();
        assertThat(targets).isNotEmpty().allMatch(target -> makefile.contains("\n" + target + ":"));
    }

    @Test
    void aLineThatIsNoValueIsRefused() {
        assertThatThrownBy(() -> ChartValues.parse(List.of("list:", "  - one")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("- one");
    }

    @Test
    void aCommentAboveAnEmptyLineBelongsToNoValue() {
        assertThat(ChartValues.parse(
                        List.of("# About the file.", "", "a:", "  # One", "  # value.", "  b: 1", "c: {}")))
                .containsExactly(
                        new ChartValues.Value("a", "", ""),
                        new ChartValues.Value("a.b", "1", "One value."),
                        new ChartValues.Value("c", "{}", ""));
    }
}
