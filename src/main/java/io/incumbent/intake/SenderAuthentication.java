package io.incumbent.intake;

import io.incumbent.auth.BearerTokens;
import io.incumbent.auth.StandardWebhooks;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Authenticates the sender of a signal. Done before the body is parsed, so that unauthenticated requests cost little. */
sealed interface SenderAuthentication {

    /** @throws InvalidRequestException if the sender is not authenticated */
    void check(IntakeRequest request) throws InvalidRequestException;

    /**
     * Creates the authentication that is configured.
     *
     * @param production whether an unset {@code incumbent.signals.authentication} closes the intake
     * @throws ConfigurationException if a secret or token is missing or of a wrong form; the message does not contain it
     */
    static SenderAuthentication of(SignalsConfig config, boolean production, InstantSource clock) {
        if (config.authentication().isEmpty()) {
            return production ? new Unconfigured() : new None();
        }
        return switch (config.authentication().get()) {
            case STANDARD_WEBHOOKS ->
                new Signature(
                        StandardWebhooks.of("incumbent.signals.secrets", orNone(config.secrets())),
                        config.tolerance(),
                        clock);
            case BEARER ->
                new Bearer(BearerTokens.of("incumbent.signals.bearer-tokens", orNone(config.bearerTokens())));
            case NONE -> new None();
        };
    }

    private static List<String> orNone(Optional<List<String>> values) {
        return values.orElse(List.of());
    }

    /** Requires a Standard Webhooks signature of each request. */
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

    /** Requires a bearer token. */
    record Bearer(BearerTokens tokens) implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) throws InvalidRequestException {
            if (!tokens.accepts(request.headers().apply("Authorization"))) {
                throw InvalidRequestException.unauthenticated(
                        "the header Authorization must be sent once and be 'Bearer' and one of this service's tokens");
            }
        }
    }

    /** Accepts every sender. */
    record None() implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) {}
    }

    /** Accepts no sender: in production, until the operator has configured an authentication. */
    record Unconfigured() implements SenderAuthentication {
        @Override
        public void check(IntakeRequest request) throws InvalidRequestException {
            throw new InvalidRequestException(new InvalidRequest.IntakeClosed(
                    "nobody may send signals yet: set incumbent.signals.authentication to"
                            + " standard-webhooks, bearer or none"));
        }
    }
}
