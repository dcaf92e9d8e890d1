package io.incumbent.dispatch;

import io.incumbent.config.ConfigRules;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;

/** Refuses numbers that cannot work. */
final class DispatchSettings {

    private static final String PREFIX = "incumbent.dispatch.";
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final int MOST = 10_000;

    private DispatchSettings() {}

    /** @throws ConfigurationException that names the key, the rule and the value */
    static void check(DispatchConfig config) {
        ConfigRules.between(PREFIX + "max-in-flight", config.maxInFlight(), 1, MOST, 32);
        ConfigRules.between(PREFIX + "batch", config.batch(), 1, MOST, 100);
        ConfigRules.atLeast(PREFIX + "claim-lease", config.claimLease(), SHORTEST_LEASE, Duration.ofSeconds(15));
        ConfigRules.atLeast(PREFIX + "poll-interval", config.pollInterval(), SHORTEST_POLL, Duration.ofSeconds(5));
        ConfigRules.atLeast(PREFIX + "drain-timeout", config.drainTimeout(), Duration.ZERO, Duration.ofSeconds(5));
    }
}
