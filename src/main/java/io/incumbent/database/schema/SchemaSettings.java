package io.incumbent.database.schema;

import io.incumbent.config.ConfigRules;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;

/** The settings of the schema's setup, computed from the configuration and checked. */
final class SchemaSettings {

    /** PostgreSQL has its time limits in milliseconds, in an int. */
    private static final Duration LONGEST = Duration.ofDays(24);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private SchemaSettings() {}

    static SetupSessionLimits limits(SchemaConfig config) {
        return new SetupSessionLimits(config.statementTimeout(), config.lockTimeout(), config.holderSilence());
    }

    /** @throws ConfigurationException naming the rule and the values that break it */
    static void check(SchemaConfig config) {
        limit("incumbent.schema.retry-first", config.retryFirst());
        limit("incumbent.schema.retry-longest", config.retryLongest());
        limit("incumbent.schema.watch-every", config.watchEvery());
        limit("incumbent.schema.statement-timeout", config.statementTimeout());
        limit("incumbent.schema.lock-timeout", config.lockTimeout());
        limit("incumbent.schema.holder-silence", config.holderSilence());
        config.giveUpAfter().ifPresent(wait -> limit("incumbent.schema.give-up-after", wait));
        ConfigRules.notAbove(
                "incumbent.schema.retry-first", config.retryFirst(),
                "incumbent.schema.retry-longest", config.retryLongest());
        // with a longer interval the session would be idle for too long, and the server would end it
        ConfigRules.notAbove(
                "incumbent.schema.watch-every",
                config.watchEvery(),
                "incumbent.schema.holder-silence",
                config.holderSilence());
    }

    private static void limit(String key, Duration value) {
        ConfigRules.between(key, value, SHORTEST, LONGEST, Duration.ofSeconds(10));
    }
}
