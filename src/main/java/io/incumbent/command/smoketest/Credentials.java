package io.incumbent.command.smoketest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.auth.BearerTokens;
import io.incumbent.auth.StandardWebhooks;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How a sender of signals proves who it is. */
sealed interface Credentials {

    /** @return the headers that prove it, for a signal of this id and body */
    Map<String, String> headers(String id, String body);

    /** @throws io.quarkus.runtime.configuration.ConfigurationException if a secret is of a wrong form; does not show it */
    static Credentials signing(String variable, List<String> secrets) {
        return new Signing(StandardWebhooks.of(variable, secrets));
    }

    /** @throws io.quarkus.runtime.configuration.ConfigurationException if a token is of a wrong form; does not show it */
    static Credentials bearer(String variable, List<String> tokens) {
        var _ = BearerTokens.of(variable, tokens); // refuses what the release refuses, too
        return new Bearer(tokens.getFirst());
    }

    /** By a signature of Standard Webhooks. */
    record Signing(StandardWebhooks secrets) implements Credentials {
        @Override
        public Map<String, String> headers(String id, String body) {
            var now = Instant.now();
            return Map.of(
                    StandardWebhooks.TIMESTAMP, String.valueOf(now.getEpochSecond()),
                    StandardWebhooks.SIGNATURE, secrets.sign(id, now, body.getBytes(UTF_8)));
        }
    }

    /** By a bearer token. */
    record Bearer(String token) implements Credentials {
        @Override
        public Map<String, String> headers(String id, String body) {
            return Map.of("Authorization", "Bearer " + token);
        }

        @Override
        public String toString() {
            return "Bearer[token not shown]";
        }
    }
}
