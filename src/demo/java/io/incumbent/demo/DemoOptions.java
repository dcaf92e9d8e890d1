package io.incumbent.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user may choose.
 *
 * @param instances how many instances to start
 * @param ttl how long lease and term live without renewal; the other times of the election follow from it
 * @param length how long to follow the election once an instance leads; empty: until a signal stops the demo
 */
record DemoOptions(int instances, Duration ttl, Optional<Duration> length) {

    /** With ten, the HTTP ports (8081 and up) would still fit, but nobody can follow a list of ten. */
    private static final int INSTANCES_MAX = 9;

    private static final int SECONDS_MAX = 86_400;
    private static final Duration TTL_MIN = Duration.ofSeconds(1);
    private static final Duration TTL_MAX = Duration.ofMinutes(1);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    static DemoOptions from(Map<String, String> environment) throws DemoException {
        return new DemoOptions(
                number(environment, "INSTANCES", 3, INSTANCES_MAX),
                ttl(environment),
                given(environment, "DEMO_SECONDS").isEmpty()
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(number(environment, "DEMO_SECONDS", 1, SECONDS_MAX))));
    }

    /** The election's configuration, in the proportions of its defaults. */
    Map<String, String> timing() {
        var heartbeat = ttl.dividedBy(3);
        var call = shorter(heartbeat, Duration.ofSeconds(1));
        var work = shorter(ttl.dividedBy(2), Duration.ofSeconds(2)).toString();
        return Map.of(
                "INCUMBENT_ELECTION_TTL", ttl.toString(),
                "INCUMBENT_ELECTION_HEARTBEAT", heartbeat.toString(),
                "INCUMBENT_ELECTION_MARGIN", ttl.dividedBy(9).toString(),
                "INCUMBENT_ELECTION_CALL_TIMEOUT", call.toString(),
                "INCUMBENT_ELECTION_DRAIN_TIMEOUT", work,
                "INCUMBENT_FENCE_LIMIT", work);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** A variable that is set to nothing counts as not set: that is how make passes one on. */
    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int number(Map<String, String> environment, String name, int otherwise, int max)
            throws DemoException {
        var value = given(environment, name);
        if (value.isEmpty()) {
            return otherwise;
        }
        int number = NUMBER.matcher(value.get()).matches() ? Integer.parseInt(value.get()) : 0;
        if (number < 1 || number > max) {
            throw new DemoException(
                    DemoException.BAD_VALUE,
                    "%s=%s cannot work: a whole number from 1 to %d, for example %1$s=%d"
                            .formatted(name, value.get(), max, Math.min(5, max)));
        }
        return number;
    }

    private static Duration ttl(Map<String, String> environment) throws DemoException {
        var value = given(environment, "TTL").orElse("9s");
        var matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            var ttl =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMinutes(amount);
                    };
            if (ttl.compareTo(TTL_MIN) >= 0 && ttl.compareTo(TTL_MAX) <= 0) {
                return ttl;
            }
        }
        throw new DemoException(
                DemoException.BAD_VALUE,
                "TTL=%s cannot work: a number with its unit (ms, s or m), from 1s to 60s, for example TTL=3s"
                        .formatted(value));
    }
}
