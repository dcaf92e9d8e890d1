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
 * Finds the idempotency key and the ordering key of a signal.
 *
 * @param key place of the key in a body that is sent without a header for it; empty if none is configured
 * @param ordering place of the ordering key in a body; empty if none is configured
 */
record SignalKeys(Optional<JsonPointer> key, Optional<JsonPointer> ordering) {

    private static final int LENGTH_MAX = 255;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** A string of RFC 8941, as the draft of the header Idempotency-Key demands. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");

    /** @throws InvalidRequestException if the key breaks a rule */
    String key(IntakeRequest request, JsonValue body, byte[] digest) throws InvalidRequestException {
        var id = header(request, StandardWebhooks.ID);
        if (id.isPresent()) {
            return checked(id.get(), StandardWebhooks.ID);
        }
        var given = header(request, IDEMPOTENCY_KEY);
        if (given.isPresent()) {
            return checked(unquoted(given.get()), IDEMPOTENCY_KEY);
        }
        var inBody = inBody(key, body);
        return inBody.isPresent() ? inBody.get() : "sha256:" + HexFormat.of().formatHex(digest);
    }

    /** @throws InvalidRequestException if the key breaks a rule */
    Optional<String> ordering(JsonValue body) throws InvalidRequestException {
        return inBody(ordering, body);
    }

    private static Optional<String> inBody(Optional<JsonPointer> pointer, JsonValue body)
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

    /** A proxy may send a header twice, so equal values are accepted; different values would be two keys of one signal. */
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
        if (key.isEmpty() || key.length() > LENGTH_MAX || key.chars().anyMatch(Character::isISOControl)) {
            throw InvalidRequestException.malformed("the key at " + place + " has " + key.length()
                    + " characters: it must have 1 to " + LENGTH_MAX + ", none of them a control character");
        }
        return key;
    }
}
