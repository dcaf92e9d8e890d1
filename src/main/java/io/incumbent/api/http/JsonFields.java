package io.incumbent.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.incumbent.logging.LogText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the members of a small JSON body and remembers the first error. Read all members, then check {@link #problem}: if there is
 * one, the values have no meaning.
 */
public final class JsonFields {

    public static final int BYTES_MAX = 16 * 1024;

    private static final ObjectReader JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .reader();

    private final JsonNode members;
    private Optional<Problem> problem;

    private JsonFields(JsonNode members, Optional<Problem> problem) {
        this.members = members;
        this.problem = problem;
    }

    /** @param known the names of all allowed members */
    public static JsonFields of(byte[] body, String... known) {
        if (body.length > BYTES_MAX) {
            return bad(Problem.of(413, "The body of the request must not be larger than " + BYTES_MAX + " bytes."));
        }
        try {
            var read = JSON.readTree(body);
            return read.isObject()
                    ? new JsonFields(read, unknown(read, List.of(known)))
                    : bad(Problem.of(400, "bad-body", "The body must be a JSON object, such as {}."));
        } catch (IOException e) {
            return bad(
                    Problem.of(400, "bad-body", "The body is not valid JSON; it must be a JSON object, such as {}."));
        }
    }

    private static JsonFields bad(Problem problem) {
        return new JsonFields(MissingNode.getInstance(), Optional.of(problem));
    }

    private static Optional<Problem> unknown(JsonNode read, List<String> known) {
        return read.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> Problem.unknownMember(LogText.value(name), String.join(", ", known)));
    }

    /** The first error; empty if the body is valid so far. */
    public Optional<Problem> problem() {
        return problem;
    }

    public Optional<Duration> seconds(String name, int least, int most) {
        return number(name, least, most).map(Duration::ofSeconds);
    }

    public Optional<Integer> number(String name, int least, int most) {
        var expected = "a whole number from " + least + " to " + most;
        return field(name)
                .flatMap(node -> node.isIntegralNumber()
                                && node.canConvertToInt()
                                && node.intValue() >= least
                                && node.intValue() <= most
                        ? Optional.of(node.intValue())
                        : rejected(name, expected, node));
    }

    public boolean bool(String name) {
        return field(name)
                .flatMap(node ->
                        node.isBoolean() ? Optional.of(node.booleanValue()) : rejected(name, "true or false", node))
                .orElse(false);
    }

    /** Reads a member that is one line of text. */
    public Optional<String> text(String name, int shortest, int longest) {
        var expected = "one line of text of " + shortest + " to " + longest + " characters";
        return field(name)
                .flatMap(node -> node.isTextual() && LogText.storable(node.textValue(), shortest, longest)
                        ? Optional.of(node.textValue())
                        : rejected(name, expected, node));
    }

    /** Records an error that only the caller can find. */
    public void reject(String name, String expected) {
        var value = field(name).map(JsonFields::shown);
        problem = problem.or(() -> Optional.of(Problem.badMember(name, expected, value)));
    }

    /** A member that is null counts as missing. */
    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(members.get(name)).filter(node -> !node.isNull());
    }

    private <T> Optional<T> rejected(String name, String expected, JsonNode node) {
        problem = problem.or(() -> Optional.of(Problem.badMember(name, expected, Optional.of(shown(node)))));
        return Optional.empty();
    }

    private static String shown(JsonNode node) {
        return LogText.value(node.isTextual() ? node.textValue() : node.toString());
    }
}
