package io.incumbent.intake;

import io.incumbent.auth.StandardWebhooks;
import io.incumbent.intake.json.JsonPointer;
import io.incumbent.intake.json.JsonValue;
import io.incumbent.logging.LogText;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What makes a signal the same when it is sent again, and what it must not overtake.
 *
 * @param key where a body that comes without a header has its key; empty: nowhere
 * @param ordering where a body has its ordering key; empty: nowhere
 */
record SignalKeys(Optional<JsonPointer> key, Optional<JsonPointer> ordering) {

    private static final int LONGEST = 255;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** A string of RFC 8941, as the draft of the header has it. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");

    /** @throws InvalidRequestException if it names a key that none can be */
    String key(IntakeRequest request, JsonValue body, byte[] digest) throws InvalidRequestException {
        var id = header(request, StandardWebhooks.ID);
        if (id.isPresent()) {
            return checked(id.get(), StandardWebhooks.ID);
        }
        var given = header(request, IDEMPOTENCY_KEY);
        if (given.isPresent()) {
            return checked(unquoted(given.get()), IDEMPOTENCY_KEY);
        }
        var inside = inside(key, body);
        return inside.isPresent() ? inside.get() : "sha256:" + HexFormat.of().formatHex(digest);
    }

    /** @throws InvalidRequestException if it names a key that none can be */
    Optional<String> ordering(JsonValue body) throws InvalidRequestException {
        return inside(ordering, body);
    }

    private static Optional<String> inside(Optional<JsonPointer> pointer, JsonValue body)
            throws InvalidRequestException {
        var found = pointer.flatMap(place -> place.find(body));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        text(found.get(), pointer.map(JsonPointer::toString).orElseThrow()));
    }

    private static String text(JsonValue value, String place) throws InvalidRequestException {
        return switch (value) {
            case JsonValue.JsonString(var text) -> checked(text, place);
            case JsonValue.JsonNumber(var canonical) -> checked(canonical, place);
            case JsonValue.JsonBoolean(var is) -> String.valueOf(is);
            case JsonValue.JsonNull _, JsonValue.JsonArray _, JsonValue.JsonObject _ ->
                throw InvalidRequestException.malformed(
                        "the body has an object or array at " + place + ": a key is a string, a number, true or false");
        };
    }

    /** A proxy may double a header; two that differ are two opinions on what this signal is. */
    private static Optional<String> header(IntakeRequest request, String name) throws InvalidRequestException {
        var values = request.headers().apply(name).stream().distinct().toList();
        if (values.size() > 1) {
            throw InvalidRequestException.malformed("the header " + name + " was sent with several values: "
                    + quoted(values) + ": one signal has one key");
        }
        return values.stream().findFirst().map(String::strip);
    }

    private static String quoted(List<String> values) {
        return String.join(", ", values.stream().limit(3).map(LogText::quoted).toList());
    }

    private static String unquoted(String value) throws InvalidRequestException {
        if (!value.startsWith("\"")) {
            return value;
        }
        var string = QUOTED.matcher(value);
        if (!string.matches()) {
            throw InvalidRequestException.malformed("the header " + IDEMPOTENCY_KEY + " is " + LogText.quoted(value)
                    + ": with quotes it must be a string of RFC 8941, for example \"8e03978e-40d5\"");
        }
        return string.group(1).replaceAll("\\\\(.)", "$1");
    }

    private static String checked(String key, String place) throws InvalidRequestException {
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(Character::isISOControl)) {
            throw InvalidRequestException.malformed("the key at " + place + " has " + key.length()
                    + " characters: it must have 1 to " + LONGEST + ", none of them a control character");
        }
        return key;
    }
}
