package io.incumbent.dispatch;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;

/** Refuses numbers that cannot work. */
final class DispatchSettings {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final int MOST = 10_000;

    private DispatchSettings() {}

    /** @throws ConfigurationException that names the key, the rule and the value */
    static void check(DispatchConfig config) {
        between("max-in-flight", config.maxInFlight());
        between("batch", config.batch());
        atLeast("claim-lease", config.claimLease(), SHORTEST_LEASE);
        atLeast("poll-interval", config.pollInterval(), SHORTEST_POLL);
        atLeast("drain-timeout", config.drainTimeout(), Duration.ZERO);
    }

    private static void between(String key, int value) {
        if (value < 1 || value > MOST) {
            throw new ConfigurationException(
                    "incumbent.dispatch.%s (%d) must be from 1 to %d".formatted(key, value, MOST));
        }
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new ConfigurationException("incumbent.dispatch.%s (%d ms) must be %d ms or longer"
                    .formatted(key, value.toMillis(), least.toMillis()));
        }
    }
}
