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
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static Map<String, String> inReadme() throws IOException {
        return ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2) == null ? "" : row.group(2)));
    }

    /** Every key of the configuration interfaces and its default; empty if it has none. */
    static Map<String, String> inCode() throws Exception {
        var keys = new TreeMap<String, String>();
        for (var mapping : mappings()) {
            for (var property : ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                    .entrySet()) {
                var value = property.getValue();
                keys.put(property.getKey(), value.hasDefaultValue() ? value.getDefaultValue() : "");
            }
        }
        keys.keySet().removeIf(key -> key.endsWith("[*]")); // the same key, for lists
        return keys;
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
