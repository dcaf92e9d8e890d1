package io.incumbent.app;

import io.incumbent.logging.LogText;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One line, without a stack trace, for a failed start that an operator can correct. */
final class StartupErrorMessage {

    private static final Pattern NOISE =
            Pattern.compile("SRCFG\\d+: | to enum class [^ ,]+|[a-z]+(?:\\.[a-zA-Z$]+)+(?:Exception|Error): ");
    private static final Pattern UNREADABLE = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (.*)");
    private static final Pattern EMPTY = Pattern.compile("The config property (\\S+) is defined as the empty String.*");
    private static final Pattern UNKNOWN = Pattern.compile("(\\S+) in (.*) does not map to any root.*");

    /** Quarkus has an exception of its own only for a taken port of HTTP, not for the management port. */
    private static final Pattern MANAGEMENT = Pattern.compile("Unable to start the management interface on .*:(\\d+)");

    private StartupErrorMessage() {}

    /** One line that names key and value; empty if a change of the configuration would not help. */
    static Optional<String> explain(Throwable cause) {
        return Stream.iterate(cause, t -> t != null, Throwable::getCause)
                .map(StartupErrorMessage::line)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> line(Throwable cause) {
        return switch (cause) {
            case ConfigValidationException e -> Optional.of(problems(e));
            case ConfigurationException e -> Optional.of(oneLine(String.valueOf(e.getMessage())));
            case QuarkusBindException e -> Optional.of(taken(e.getPort()));
            case IllegalStateException e
            when MANAGEMENT.matcher(String.valueOf(e.getMessage())).matches() ->
                Optional.of(taken(
                        Integer.parseInt(MANAGEMENT.matcher(e.getMessage()).replaceFirst("$1"))));
            default -> Optional.empty();
        };
    }

    private static String problems(ConfigValidationException e) {
        return IntStream.range(0, e.getProblemCount())
                .mapToObj(i -> oneLine(e.getProblem(i).getMessage()))
                .collect(Collectors.joining("; "));
    }

    private static String taken(int port) {
        return "port " + port + " is taken: stop what listens there, or set quarkus.http.port"
                + " (management: quarkus.management.port)";
    }

    private static String oneLine(String message) {
        var line = LogText.oneLine(
                LogText.withoutCredentials(NOISE.matcher(message).replaceAll("")));
        line = UNREADABLE.matcher(line).replaceFirst("$1 is '$2': $3");
        line = EMPTY.matcher(line).replaceFirst("$1 is empty: give it a value, or leave it out to have the default");
        line = UNKNOWN.matcher(line).replaceFirst("$1, set in $2, is not a key of this program: check its spelling");
        return line.replaceFirst("(Invalid duration): (.*)", "$1, write a number and a unit, for example 10s or 500ms");
    }
}
