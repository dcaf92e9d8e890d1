package io.incumbent.api.http;

import io.incumbent.logging.LogText;
import io.incumbent.signal.DeliveryStatus;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The validated value of a query parameter. It is not read by {@code @QueryParam}, which treats an empty value as absent.
 */
public sealed interface QueryParam<T> {

    record Absent<T>() implements QueryParam<T> {}

    record Valid<T>(T value) implements QueryParam<T> {}

    /** @param expected what is expected, for the problem's detail */
    record Invalid<T>(String parameter, String value, String expected) implements QueryParam<T> {}

    int LIMIT_MIN = 1;
    int LIMIT_DEFAULT = 50;
    int LIMIT_MAX = 1000;
    String DURATION_TEXT = "(\\d{1,12})(ms|s|m|h|d)";
    Duration STALE_AFTER_MAX = Duration.ofDays(365);

    int SOURCE_MAX = 200;

    Pattern NUMBER = Pattern.compile("\\d{1,9}");
    Pattern DURATION = Pattern.compile(DURATION_TEXT);

    static QueryParam<Integer> limit(MultivaluedMap<String, String> sent) {
        return read("limit", sent, "a whole number from " + LIMIT_MIN + " to " + LIMIT_MAX, QueryParam::number);
    }

    static QueryParam<Duration> staleAfter(MultivaluedMap<String, String> sent) {
        var expected = "a number with a unit (ms, s, m, h or d) above zero and up to 365d, such as 30s";
        return read("stale-after", sent, expected, QueryParam::duration);
    }

    static QueryParam<DeliveryStatus> status(MultivaluedMap<String, String> sent) {
        var all = Arrays.stream(DeliveryStatus.values()).toList();
        var expected = "one of " + all.stream().map(Enum::name).collect(Collectors.joining(", "));
        return read("status", sent, expected, value -> all.stream()
                .filter(status -> status.name().equals(value))
                .findFirst());
    }

    static QueryParam<String> source(MultivaluedMap<String, String> sent) {
        var expected = "the name of a source, of 1 to " + SOURCE_MAX + " characters";
        return read("source", sent, expected, value -> Optional.of(value)
                .filter(it -> LogText.storable(it, 1, SOURCE_MAX)));
    }

    static QueryParam<UUID> cursor(MultivaluedMap<String, String> sent) {
        return read("cursor", sent, "the member next of the page before", PageCursor::read);
    }

    /** The error response, if a parameter was sent that the path does not have: its sender expects an effect. */
    static Optional<Problem> unknown(MultivaluedMap<String, String> sent, String... known) {
        var names = List.of(known);
        return sent.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .map(name -> Problem.unknownParameter(LogText.value(name), String.join(", ", names)));
    }

    /** The value, if it is valid. */
    default Optional<T> given() {
        return this instanceof Valid<T>(var given) ? Optional.of(given) : Optional.empty();
    }

    /** The error response, if it is invalid. */
    default Optional<Problem> problem() {
        return this instanceof Invalid<T> invalid ? Optional.of(Problem.badParameter(invalid)) : Optional.empty();
    }

    /** A parameter that was sent twice is invalid, since either value could be the intended one. */
    private static <T> QueryParam<T> read(
            String parameter,
            MultivaluedMap<String, String> sent,
            String expected,
            Function<String, Optional<T>> parse) {
        if (!sent.containsKey(parameter)) {
            return new Absent<>();
        }
        var values = sent.get(parameter);
        var parsed = values.size() == 1 ? parse.apply(values.getFirst()) : Optional.<T>empty();
        return parsed.<QueryParam<T>>map(Valid::new)
                .orElseGet(() -> new Invalid<>(parameter, String.join(", ", values), expected));
    }

    private static Optional<Integer> number(String value) {
        return Optional.of(value)
                .filter(it -> NUMBER.matcher(it).matches())
                .map(Integer::valueOf)
                .filter(it -> it >= LIMIT_MIN && it <= LIMIT_MAX);
    }

    private static Optional<Duration> duration(String value) {
        var parts = DURATION.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var amount = Long.parseLong(parts.group(1));
        var duration =
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        return Optional.of(duration).filter(it -> it.isPositive() && it.compareTo(STALE_AFTER_MAX) <= 0);
    }
}
