package io.incumbent.signal;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Turns the configuration into what requests are read with, or says in one line why it cannot work. */
final class ReadingSettings {

    private static final String PREFIX = "incumbent.signals.";

    private ReadingSettings() {}

    /**
     * @param production whether nobody may send unless somebody said who
     * @throws ConfigurationException naming the rule; no secret is told
     */
    static Door door(SignalsConfig config, boolean production, InstantSource clock) {
        if (config.tolerance().isNegative() || config.tolerance().isZero()) {
            throw new ConfigurationException(
                    PREFIX + "tolerance is " + config.tolerance() + ": it must be longer than nothing, for example 5m");
        }
        if (config.authentication().isEmpty()) {
            return production ? new Door.Closed() : new Door.Open();
        }
        return switch (config.authentication().get()) {
            case STANDARD_WEBHOOKS ->
                new Door.Signed(
                        StandardWebhooks.of(PREFIX + "secrets", some(config.secrets())), config.tolerance(), clock);
            case BEARER -> new Door.Token(BearerTokens.of(PREFIX + "bearer-tokens", some(config.bearerTokens())));
            case NONE -> new Door.Open();
        };
    }

    /** @throws ConfigurationException if one is no pointer */
    static Keys keys(SignalsConfig config) {
        return new Keys(
                config.keyPointer().map(text -> Pointer.of(PREFIX + "key-pointer", text)),
                config.orderingPointer().map(text -> Pointer.of(PREFIX + "ordering-pointer", text)));
    }

    private static List<String> some(Optional<List<String>> values) {
        return values.orElse(List.of());
    }
}
