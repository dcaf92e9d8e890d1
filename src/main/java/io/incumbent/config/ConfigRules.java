package io.incumbent.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rules for values of the configuration. Each method returns if its rule is met, and otherwise throws a
 * {@link ConfigurationException} with one line that names the full key, the value and the rule. Durations are shown as they
 * are written in the configuration. Not for secrets, since the value is shown.
 */
public final class ConfigRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** The largest first, so that a duration is shown with the fewest digits. */
    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)));

    private record Unit(String name, Duration length) {}

    private ConfigRules() {}

    /** {@code least} and {@code most} are allowed. */
    public static void between(String key, long value, long least, long most, long example) {
        require(value >= least && value <= most, key, value, "from " + least + " to " + most, example);
    }

    /** {@code least} and {@code most} are allowed. */
    public static void between(String key, Duration value, Duration least, Duration most, Duration example) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                text(value),
                "from " + text(least) + " to " + text(most),
                text(example));
    }

    /** {@code least} is allowed. */
    public static void atLeast(String key, long value, long least, long example) {
        require(value >= least, key, value, least + " or more", example);
    }

    /** {@code least} is allowed. */
    public static void atLeast(String key, Duration value, Duration least, Duration example) {
        require(value.compareTo(least) >= 0, key, text(value), text(least) + " or longer", text(example));
    }

    /** Zero is not allowed. */
    public static void positive(String key, Duration value, Duration example) {
        require(value.isPositive(), key, text(value), "longer than zero", text(example));
    }

    /** The two may be equal. */
    public static void notAbove(String lowKey, long low, String highKey, long high) {
        if (low > high) {
            throw new ConfigurationException("%s (%d) must not be above %s (%d): lower the former or raise the latter"
                    .formatted(lowKey, low, highKey, high));
        }
    }

    /** The two may be equal. */
    public static void notAbove(String lowKey, Duration low, String highKey, Duration high) {
        if (low.compareTo(high) > 0) {
            throw new ConfigurationException(
                    "%s (%s) must not be longer than %s (%s): shorten the former or raise the latter"
                            .formatted(lowKey, text(low), highKey, text(high)));
        }
    }

    /** Requires a name that needs no escaping in a Redis key, a column, a log line or a URL. Returns it unchanged. */
    public static String name(String key, String value) {
        require(
                NAME.matcher(value).matches(),
                key,
                "'" + value + "'",
                "1 to 128 letters, digits, dots, dashes or underscores, and begin with a letter or digit",
                "orders-eu");
        return value;
    }

    private static void require(boolean met, String key, Object value, String rule, Object example) {
        if (!met) {
            throw new ConfigurationException(
                    key + " is " + value + ": it must be " + rule + ", for example " + example);
        }
    }

    /** As it may be written in the configuration, for example {@code 10s}; ISO 8601 if shorter than milliseconds. */
    public static String text(Duration value) {
        if (value.isZero()) {
            return "0s";
        }
        return UNITS.stream()
                .filter(unit -> unit.length()
                        .multipliedBy(value.dividedBy(unit.length()))
                        .equals(value))
                .findFirst()
                .map(unit -> value.dividedBy(unit.length()) + unit.name())
                .orElseGet(value::toString);
    }
}
