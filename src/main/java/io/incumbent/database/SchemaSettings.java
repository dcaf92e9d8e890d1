package io.incumbent.database;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;

/** Turns the configuration into what initialisation works with, or says in one line why it cannot work. */
final class SchemaSettings {

    /** PostgreSQL counts its time limits in milliseconds, in an int. */
    private static final Duration LONGEST = Duration.ofDays(24);

    private SchemaSettings() {}

    /** @throws ConfigurationException naming the rule and the values that break it */
    static SessionLimits limits(SchemaConfig config) {
        Map.of(
                        "incumbent.schema.statement-timeout", config.statementTimeout(),
                        "incumbent.schema.lock-timeout", config.lockTimeout(),
                        "incumbent.schema.holder-silence", config.holderSilence())
                .forEach(SchemaSettings::limit);
        return new SessionLimits(config.statementTimeout(), config.lockTimeout(), config.holderSilence());
    }

    /** @throws ConfigurationException naming the rule and the values that break it */
    static void check(SchemaConfig config) {
        limit("incumbent.schema.retry-first", config.retryFirst());
        limit("incumbent.schema.retry-longest", config.retryLongest());
        limit("incumbent.schema.watch-every", config.watchEvery());
        config.giveUpAfter().ifPresent(wait -> limit("incumbent.schema.give-up-after", wait));
        below(
                "incumbent.schema.retry-first", config.retryFirst(),
                "incumbent.schema.retry-longest", config.retryLongest());
        // a waiter that looks more seldom would be taken for silent and lose its connection
        below(
                "incumbent.schema.watch-every",
                config.watchEvery(),
                "incumbent.schema.holder-silence",
                config.holderSilence());
    }

    private static void limit(String key, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(
                    key + " is " + value + ": it must be 1ms or more and at most 24 days, for example 10s");
        }
    }

    private static void below(String lowKey, Duration low, String highKey, Duration high) {
        if (low.compareTo(high) > 0) {
            throw new ConfigurationException(
                    lowKey + " is " + low + " and " + highKey + " is " + high + ": the first must not be longer");
        }
    }
}
