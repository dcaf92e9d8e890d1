package io.incumbent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.documentation.ConfigurationKeys;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentCheckTest {

    @Test
    void aMisspeltKeyIsNamedAndItsValueIsNot() {
        assertThat(EnvironmentCheck.unknownKey(Map.of("INCUMBENT_DATABASE_PASWORD", "hunter2")))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("INCUMBENT_DATABASE_PASWORD ")
                        .contains("INCUMBENT_DATABASE_PASSWORD")
                        .doesNotContain("hunter2", "INCUMBENT_ELECTION"));
        assertThat(EnvironmentCheck.unknownKey(Map.of("INCUMBENT_DB_URL", "x")))
                .hasValueSatisfying(line -> assertThat(line).contains("INCUMBENT_DATABASE_URL"));
    }

    @Test
    void keysOfOursAndNamesOfOthersPass() {
        assertThat(EnvironmentCheck.unknownKey(Map.of(
                        "INCUMBENT_ELECTION_CALL_TIMEOUT", "1s",
                        "INCUMBENT_INSTANCE_NAME", "a",
                        "INCUMBENT_REDIS_HOSTS_0_", "redis://a:1",
                        "QUARKUS_HTTP_PORT", "1",
                        "PATH", "/bin")))
                .isEmpty();
    }

    @Test
    void whatKubernetesSaysOfAServiceThatIsNamedLikeUsIsNoMistake() {
        assertThat(EnvironmentCheck.unknownKey(Map.of(
                        "INCUMBENT_SERVICE_HOST", "10.0.0.1",
                        "INCUMBENT_SERVICE_PORT", "8080",
                        "INCUMBENT_SERVICE_PORT_HTTP", "8080",
                        "INCUMBENT_PORT", "tcp://10.0.0.1:8080",
                        "INCUMBENT_REDIS_PORT_6379_TCP", "tcp://10.0.0.2:6379",
                        "INCUMBENT_REDIS_PORT_6379_TCP_ADDR", "10.0.0.2")))
                .isEmpty();
        assertThat(EnvironmentCheck.unknownKey(Map.of("INCUMBENT_REDIS_PORT", "6379")))
                .isPresent();
    }

    @Test
    void theKeysAreThoseOfTheConfigurationInterfaces() throws Exception {
        assertThat(EnvironmentCheck.KEYS)
                .containsExactlyInAnyOrderElementsOf(
                        ConfigurationKeys.withDefaults().keySet());
    }
}
