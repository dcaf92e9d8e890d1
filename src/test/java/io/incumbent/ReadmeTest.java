package io.incumbent;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of keys in the README and the configuration interfaces say the same. */
class ReadmeTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ROW =
            Pattern.compile("\\| `(incumbent\\.[a-z.-]+)` \\| (?:`([^`]*)`|\\s*) \\| .+ \\|");

    @Test
    void everyKeyAndDefaultIsInTheReadmeAndNothingElse() throws Exception {
        assertThat(inReadme()).isEqualTo(inCode());
    }

    @Test
    void thereIsAMappingToCompareWith() throws Exception {
        assertThat(mappings()).hasSizeGreaterThan(5);
    }

    private static List<String> inReadme() throws IOException {
        return ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(ReadmeTest::row)
                .sorted()
                .toList();
    }

    private static String row(MatchResult row) {
        return row.group(1) + "=" + (row.group(2) == null ? "" : row.group(2));
    }

    private static List<String> inCode() throws Exception {
        var keys = new ArrayList<String>();
        for (var mapping : mappings()) {
            var properties = new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(mapping)));
            properties.keySet().removeIf(key -> key.endsWith("[*]")); // the same key, for lists
            for (var property : properties.entrySet()) {
                var defaultValue = property.getValue().hasDefaultValue()
                        ? property.getValue().getDefaultValue()
                        : "";
                keys.add(property.getKey() + "=" + defaultValue);
            }
        }
        return keys.stream().sorted().toList();
    }

    private static List<Class<?>> mappings() throws Exception {
        var mappings = new ArrayList<Class<?>>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith("Config.java")).toList()) {
                var name = SOURCES.relativize(file).toString().replace('/', '.').replaceAll("\\.java$", "");
                var type = Class.forName(name);
                if (type.isAnnotationPresent(ConfigMapping.class)) {
                    mappings.add(type);
                }
            }
        }
        return mappings;
    }
}
