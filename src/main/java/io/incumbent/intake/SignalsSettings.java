package io.incumbent.intake;

import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.intake.json.JsonPointer;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Validates the configuration of the intake at the start. */
@Singleton
@Startup // otherwise an invalid configuration would be found at the first request
class SignalsSettings {

    private static final int GROUP_MAX = 10_000;
    private static final int WAITING_MAX = 1_000_000;
    private static final long BODY_MAX = 64L * 1024 * 1024;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEARS = Duration.ofDays(3650);

    /** @throws ConfigurationException naming the rule and the values that break it */
    SignalsSettings(SignalsConfig config, ConnectionPool connections) {
        check(config, connections.size());
    }

    static void check(SignalsConfig config, int connections) {
        within("incumbent.signals.group-size", config.groupSize(), GROUP_MAX, 100);
        within("incumbent.signals.max-waiting", config.maxWaiting(), WAITING_MAX, 1024);
        within("incumbent.signals.max-body", config.maxBody().asLongValue(), BODY_MAX, 1_048_576);
        if (config.writers() < 1 || config.writers() > connections) {
            throw new ConfigurationException(("incumbent.signals.writers (%d) must be 1 or more, and not above"
                            + " incumbent.pool.max-size (%d): each of them uses a connection")
                    .formatted(config.writers(), connections));
        }
        if (!wholeSeconds(config.retryAfter()) || config.retryAfter().compareTo(DAY) > 0) {
            throw new ConfigurationException("incumbent.signals.retry-after is " + config.retryAfter()
                    + ": it must be whole seconds from 1s to 1d, for example 2s");
        }
        if (!config.tolerance().isPositive()) {
            throw new ConfigurationException("incumbent.signals.tolerance is " + config.tolerance()
                    + ": it must be longer than nothing, for example 5m");
        }
        if (config.retention().compareTo(Duration.ofSeconds(1)) < 0
                || config.retention().compareTo(YEARS) > 0) {
            throw new ConfigurationException("incumbent.signals.retention is " + config.retention()
                    + ": it must be from 1s to 3650d, for example 7d");
        }
    }

    /** @throws ConfigurationException if one of the values is not a JSON pointer */
    static SignalKeys keys(SignalsConfig config) {
        return new SignalKeys(
                config.keyPointer().map(text -> JsonPointer.of("incumbent.signals.key-pointer", text)),
                config.orderingPointer().map(text -> JsonPointer.of("incumbent.signals.ordering-pointer", text)));
    }

    private static boolean wholeSeconds(Duration time) {
        return time.isPositive() && time.toMillis() % 1000 == 0;
    }

    private static void within(String key, long value, long most, long example) {
        if (value < 1 || value > most) {
            throw new ConfigurationException(
                    key + " is " + value + ": it must be from 1 to " + most + ", for example " + example);
        }
    }
}
