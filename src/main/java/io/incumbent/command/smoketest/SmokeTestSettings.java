package io.incumbent.command.smoketest;

import io.incumbent.command.http.HttpConnector;
import io.incumbent.logging.LogText;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of a smoke test, which are documented at {@link SmokeTestCommand}. Each method throws a
 * {@link ConfigurationException} that names the variable if it is missing or not valid.
 */
record SmokeTestSettings(Map<String, String> environment) {

    /** For one request; a test repeats it within its own limit. */
    static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    private static final int PORT_DEFAULT = 8080;
    private static final int PORT_MAX = 65_535;
    private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(60);
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    /** Names of Services, namespaces and pods: nothing that would have to be escaped in a path. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    String service() {
        return name(
                "SMOKE_TEST_SERVICE", required("SMOKE_TEST_SERVICE", "the name of the Service, for example incumbent"));
    }

    Optional<String> namespace() {
        return optional("SMOKE_TEST_NAMESPACE").map(value -> name("SMOKE_TEST_NAMESPACE", value));
    }

    /** The Service as a client uses it; in the namespace of this pod unless another is configured. */
    ServiceClient client() {
        var host = namespace().map(it -> service() + "." + it).orElseGet(this::service);
        int port = port("SMOKE_TEST_PORT", Optional.of(PORT_DEFAULT));
        try {
            return new ServiceClient(
                    new URI("http", null, host, port, "/", null, null),
                    new HttpConnector(REQUEST_LIMIT, Optional.empty()));
        } catch (URISyntaxException e) {
            throw new ConfigurationException("SMOKE_TEST_SERVICE is " + LogText.quoted(host) + ", which is no host", e);
        }
    }

    Duration timeout() {
        var text = optional("SMOKE_TEST_TIMEOUT");
        if (text.isEmpty()) {
            return TIMEOUT_DEFAULT;
        }
        try {
            var timeout = DurationConverter.parseDuration(text.get());
            if (timeout.isPositive() && timeout.compareTo(TIMEOUT_MAX) <= 0) {
                return timeout;
            }
        } catch (IllegalArgumentException e) {
            // the same sentence as for a number that is out of range
        }
        throw new ConfigurationException("SMOKE_TEST_TIMEOUT is " + LogText.quoted(text.get())
                + ": it must be a number and a unit, above zero and at most 1h, for example 60s");
    }

    /** @throws ConfigurationException if not exactly one kind of credentials is given */
    Credentials credentials() {
        var secrets = list("SMOKE_TEST_SECRETS");
        var tokens = list("SMOKE_TEST_BEARER_TOKENS");
        if (secrets.isEmpty() == tokens.isEmpty()) {
            var which = secrets.isEmpty()
                    ? "neither SMOKE_TEST_SECRETS nor SMOKE_TEST_BEARER_TOKENS is set"
                    : "both SMOKE_TEST_SECRETS and SMOKE_TEST_BEARER_TOKENS are set";
            throw new ConfigurationException(
                    which
                            + ": set one of them, to the release's incumbent.signals.secrets or incumbent.signals.bearer-tokens");
        }
        return secrets.isEmpty()
                ? Credentials.bearer("SMOKE_TEST_BEARER_TOKENS", tokens)
                : Credentials.signing("SMOKE_TEST_SECRETS", secrets);
    }

    String required(String variable, String what) {
        return optional(variable).orElseThrow(() -> new ConfigurationException(variable + " is not set: " + what));
    }

    int port(String variable, Optional<Integer> otherwise) {
        var text = optional(variable);
        if (text.isEmpty() && otherwise.isPresent()) {
            return otherwise.get();
        }
        var value = text.orElse("");
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > PORT_MAX) {
            throw new ConfigurationException(
                    variable + " is " + LogText.quoted(value) + ": it must be a port, from 1 to " + PORT_MAX);
        }
        return Integer.parseInt(value);
    }

    private static String name(String variable, String value) {
        if (!isName(value)) {
            throw new ConfigurationException(
                    variable + " is " + LogText.quoted(value)
                            + ": it must be a name of Kubernetes (lower-case letters, digits, dots, dashes), for example incumbent");
        }
        return value;
    }

    /** Separated by commas, as in the configuration of the release. */
    private List<String> list(String variable) {
        return Stream.of(optional(variable).orElse("").split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private Optional<String> optional(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
