package io.incumbent.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of keys and the configuration interfaces agree. */
class ConfigurationTableTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `(incumbent\\.[a-z.-]+)` \\| (?:`([^`]*)`|\\s*) \\| .+ \\|");

    @Test
    void everyKeyAndDefaultIsInTheTablesOnceAndNothingElse() throws Exception {
        assertThat(documented()).isEqualTo(ConfigurationKeys.withDefaults());
    }

    @Test
    void thereAreMappingsToCompareWith() throws Exception {
        assertThat(ConfigurationKeys.mappings()).hasSizeGreaterThan(5);
    }

    private static Map<String, String> documented() {
        return ROW.matcher(Document.read(Path.of("docs/configuration.md")).text())
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2) == null ? "" : row.group(2)));
    }
}
