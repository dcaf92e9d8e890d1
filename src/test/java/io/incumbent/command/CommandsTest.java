package io.incumbent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands refuse before they send anything. */
class CommandsTest {

    private static final Map<String, String> SIGNAL = Map.of(
            "SMOKE_TEST_SERVICE", "incumbent",
            "SMOKE_TEST_SECRETS", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatNeedsQuarkusIsLeftToIt() {
        assertThat(run(Map.of())).isEmpty();
        assertThat(run(Map.of(), "migrate")).isEmpty();
        assertThat(run(Map.of(), "smoke-tests")).isEmpty();
        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status --quiet --quiet", "status -q", "status --json"})
    void ofStatusOnlyTheQuietFormIsThere(String arguments) {
        assertThat(run(Map.of(), arguments.split(" ", -1))).hasValue(2);
        assertThat(written()).hasLineCount(1).contains("incumbent status --quiet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smoke-test", "smoke-test one", "smoke-test one-endpoint failover"})
    void aSmokeTestThatIsNotThereIsRefusedWithAllThatAre(String arguments) {
        assertThat(run(SIGNAL, arguments.split(" ", -1))).hasValue(2);
        assertThat(written()).hasLineCount(1).contains("one of one-endpoint, signed-signal, unsigned-signal, failover");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            SMOKE_TEST_SERVICE       | ''           | is not set: the name of the Service
            SMOKE_TEST_SERVICE       | a/b          | is 'a/b': it must be a name of Kubernetes
            SMOKE_TEST_NAMESPACE     | Shop         | is 'Shop': it must be a name of Kubernetes
            SMOKE_TEST_PORT          | http         | is 'http': it must be a port, from 1 to 65535
            SMOKE_TEST_PORT          | 65536        | is '65536': it must be a port, from 1 to 65535
            SMOKE_TEST_TIMEOUT       | soon         | is 'soon': it must be a number and a unit
            SMOKE_TEST_TIMEOUT       | 0s           | is '0s': it must be a number and a unit
            SMOKE_TEST_TIMEOUT       | 2h           | is '2h': it must be a number and a unit, above zero and at most 1h
            SMOKE_TEST_SECRETS       | ''           | neither SMOKE_TEST_SECRETS nor SMOKE_TEST_BEARER_TOKENS is set
            SMOKE_TEST_SECRETS       | whsec_c2hvcnQ= | number 1 of 1: a secret must be whsec_
            SMOKE_TEST_BEARER_TOKENS | 0123456789abcdef | both SMOKE_TEST_SECRETS and SMOKE_TEST_BEARER_TOKENS are set
            """)
    void aWrongSettingIsNamedInOneLine(String variable, String value, String words) {
        var environment = new HashMap<>(SIGNAL);
        environment.put(variable, value);

        assertThat(run(environment, "smoke-test", "signed-signal")).hasValue(2);
        assertThat(written())
                .hasLineCount(1)
                .startsWith("incumbent smoke-test cannot run: ")
                .contains(variable, words);
        assertThat(written()).doesNotContain("whsec_c2hvcnQ=", "0123456789abcdef");
    }

    @Test
    void outsideOfAClusterThereIsNoKubernetesApi() {
        assertThat(run(SIGNAL, "smoke-test", "one-endpoint")).hasValue(2);
        assertThat(written()).hasLineCount(1).contains("KUBERNETES_SERVICE_HOST is not set");
    }

    private OptionalInt run(Map<String, String> environment, String... arguments) {
        return Commands.run(
                List.of(arguments), environment, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String written() {
        return out.toString(UTF_8) + err.toString(UTF_8);
    }
}
