package io.incumbent.intake;

import io.incumbent.auth.BearerTokens;
import io.incumbent.auth.StandardWebhooks;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Who may send. Checked before the body is parsed, so that requests of strangers cost little. */
sealed interface SenderAuthentication {

    /** @throws InvalidRequestException if the sender did not prove itself */
    void check(IntakeRequest request) throws InvalidRequestException;

    /**
     * What the configuration says.
     *
     * @param production whether nobody may send unless the operator said who
     * @throws ConfigurationException if a secret or token is missing or of a wrong form; the message does not contain it
     */
    static SenderAuthentication of(SignalsConfig config, boolean production, InstantSource clock) {
        if (config.authentication().isEmpty()) {
            return production ? new Unconfigured() : new None();
        }
        return switch (config.authentication().get()) {
            case STANDARD_WEBHOOKS ->
                new Signature(
                        StandardWebhooks.of("incumbent.signals.secrets", some(config.secrets())),
                        config.tolerance(),
                        clock);
            case BEARER -> new Bearer(BearerTokens.of("incumbent.signals.bearer-tokens", some(config.bearerTokens())));
            case NONE -> new None();
        };
    }

    private static List<String> some(Optional<List<String>> values) {
        return values.orElse(List.of());
    }

    /** A sender that holds a secret signs each request. */
    record Signature(StandardWebhooks secrets, Duration tolerance, InstantSource clock)
            implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) throws InvalidRequestException {
            var reason = secrets.verify(request.headers(), request.body().bytes(), clock.instant(), tolerance);
            if (reason.isPresent()) {
                throw InvalidRequestException.unauthenticated(reason.get());
            }
        }
    }

    /** A sender shows a token. */
    record Bearer(BearerTokens tokens) implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) throws InvalidRequestException {
            if (!tokens.accepts(request.headers().apply("Authorization"))) {
                throw InvalidRequestException.unauthenticated(
                        "the header Authorization must be sent once and be 'Bearer' and one of this service's tokens");
            }
        }
    }

    /** Everybody may send. */
    record None() implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) {}
    }

    /** Nobody may send, as long as the operator has not said who. */
    record Unconfigured() implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) throws InvalidRequestException {
            throw new InvalidRequestException(new InvalidRequest.IntakeClosed(
                    "nobody may send signals yet: set incumbent.signals.authentication to"
                            + " standard-webhooks, bearer or none"));
        }
    }
}
