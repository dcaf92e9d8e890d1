package io.incumbent.intake.json;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A JSON pointer (RFC 6901). */
public final class JsonPointer {

    private static final Pattern RULE = Pattern.compile("(/([^~/]|~[01])*)*");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final String text;
    private final List<String> tokens;

    private JsonPointer(String text) {
        this.text = text;
        this.tokens = Arrays.stream(text.split("/", -1))
                .skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** @throws ConfigurationException naming {@code key}, if {@code text} is not a pointer */
    public static JsonPointer of(String key, String text) {
        if (!RULE.matcher(text).matches()) {
            throw new ConfigurationException(
                    key + " is '" + text + "': it must be a JSON pointer (RFC 6901), with ~0 for"
                            + " ~ and ~1 for / inside of a name, for example /data/id");
        }
        return new JsonPointer(text);
    }

    /** @return the value at this place; empty if there is none, or if it is null */
    public Optional<JsonValue> find(JsonValue whole) {
        var found = Optional.of(whole);
        for (var token : tokens) {
            found = found.flatMap(value -> step(value, token));
        }
        return found.filter(value -> !(value instanceof JsonValue.JsonNull));
    }

    private static Optional<JsonValue> step(JsonValue from, String token) {
        return switch (from) {
            case JsonValue.JsonObject(var sorted) -> {
                int at = Collections.binarySearch(sorted, new JsonValue.Field(token, new JsonValue.JsonNull()));
                yield at < 0 ? Optional.empty() : Optional.of(sorted.get(at).value());
            }
            case JsonValue.JsonArray(var values)
            when INDEX.matcher(token).matches() -> {
                int at = Integer.parseInt(token);
                yield at < values.size() ? Optional.of(values.get(at)) : Optional.empty();
            }
            case JsonValue.JsonArray _,
                    JsonValue.JsonString _,
                    JsonValue.JsonNumber _,
                    JsonValue.JsonBoolean _,
                    JsonValue.JsonNull _ -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
