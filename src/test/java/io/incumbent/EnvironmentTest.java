package io.incumbent;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"incumbent\\.([\\w-]+)\"\\)");

    @Test
    void aMisspeltKeyIsNamedAndItsValueIsNot() {
        assertThat(Environment.unknownKey(Map.of("INCUMBENT_DATABASE_PASWORD", "hunter2")))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("INCUMBENT_DATABASE_PASWORD ")
                        .contains("INCUMBENT_DATABASE_PASSWORD")
                        .doesNotContain("hunter2", "INCUMBENT_ELECTION"));
        assertThat(Environment.unknownKey(Map.of("INCUMBENT_DB_URL", "x")))
                .hasValueSatisfying(line -> assertThat(line).contains("INCUMBENT_DATABASE_URL"));
    }

    @Test
    void keysOfOursAndNamesOfOthersPass() {
        assertThat(Environment.unknownKey(Map.of(
                        "INCUMBENT_ELECTION_CALL_TIMEOUT", "1s",
                        "INCUMBENT_ELECTION_INSTANCE_ID", "a",
                        "INCUMBENT_REDIS_HOSTS_0_", "redis://a:1",
                        "QUARKUS_HTTP_PORT", "1",
                        "PATH", "/bin")))
                .isEmpty();
    }

    @Test
    void whatKubernetesSaysOfAServiceThatIsNamedLikeUsIsNoMistake() {
        assertThat(Environment.unknownKey(Map.of(
                        "INCUMBENT_SERVICE_HOST", "10.0.0.1",
                        "INCUMBENT_SERVICE_PORT", "8080",
                        "INCUMBENT_SERVICE_PORT_HTTP", "8080",
                        "INCUMBENT_PORT", "tcp://10.0.0.1:8080",
                        "INCUMBENT_REDIS_PORT_6379_TCP", "tcp://10.0.0.2:6379",
                        "INCUMBENT_REDIS_PORT_6379_TCP_ADDR", "10.0.0.2")))
                .isEmpty();
        assertThat(Environment.unknownKey(Map.of("INCUMBENT_REDIS_PORT", "6379")))
                .isPresent();
    }

    @Test
    void everyConfigurationIsKnown() throws IOException {
        var keys = new HashMap<String, String>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file :
                    files.filter(f -> f.toString().endsWith("Config.java")).toList()) {
                var mapping = MAPPING.matcher(Files.readString(file));
                while (mapping.find()) {
                    keys.put(mapping.group(1), file.toString());
                }
            }
        }
        assertThat(keys).isNotEmpty();
        var listed = keys.keySet().stream()
                .map(block -> "INCUMBENT_" + block.toUpperCase(Locale.ROOT).replace('-', '_') + "_X")
                .map(name -> Environment.unknownKey(Map.of(name, "")).orElse(""))
                .collect(joining("\n"));
        // of a block that is not known, the keys of all blocks would be named
        for (var line : listed.lines().toList()) {
            var block = line.split("_", 3)[1];
            assertThat(line.substring(line.indexOf("there are ")))
                    .doesNotContain(block.equals("ELECTION") ? "INCUMBENT_DATABASE" : "INCUMBENT_ELECTION");
        }
    }
}
