package io.incumbent.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration of the intake of signals, {@code POST /signals}. */
@ConfigMapping(prefix = "incumbent.signals")
public interface SignalsConfig {

    /** How senders are authenticated: {@code standard-webhooks}, {@code bearer} or {@code none}. Unset: no sender is accepted, except outside the profile prod. */
    Optional<Authentication> authentication();

    /** For standard-webhooks: the secrets, {@code whsec_} and base64 of 24 to 64 bytes. Several while they are changed. */
    Optional<List<String>> secrets();

    /** For bearer: the tokens, of 16 characters or more. Several while they are changed. */
    Optional<List<String>> bearerTokens();

    /** How far the timestamp of a signed request may be from this machine's clock. Longer: tolerates wrong clocks, and accepts replays for longer. */
    @WithDefault("5m")
    Duration tolerance();

    /** JSON pointer (RFC 6901) to the key of a signal that is sent without webhook-id and Idempotency-Key. Unset: none. */
    Optional<String> keyPointer();

    /** JSON pointer to the ordering key; signals of one source and key are processed one by one, in order of arrival. */
    Optional<String> orderingPointer();

    /** What an instance that does not lead does: {@code reject}, {@code retry} or {@code store}; see docs/signals.md. */
    @WithDefault("reject")
    FollowerPolicy followerPolicy();

    /** Largest body. Larger: more memory for each request. */
    @WithDefault("1M")
    MemorySize maxBody();

    /** Maximum number of requests in progress; further ones are answered 503. More: larger bursts are absorbed, takes memory. */
    @WithDefault("1024")
    int maxWaiting();

    /** Retry-After of an answer 503, in whole seconds. Longer: fewer retries, later success. */
    @WithDefault("2s")
    Duration retryAfter();

    /** Maximum number of signals stored by one transaction. More: more throughput under load, and a longer transaction. */
    @WithDefault("100")
    int groupSize();

    /** How many transactions store signals concurrently, each on its own connection. More: more commits in parallel. */
    @WithDefault("2")
    int writers();

    /** How long a signal and its key are kept after it is finished. Shorter than senders retry: a signal may be stored twice. */
    @WithDefault("7d")
    Duration retention();

    /** The authentication of senders. */
    enum Authentication {
        STANDARD_WEBHOOKS,
        BEARER,
        NONE
    }

    /** The behaviour of an instance that does not lead. */
    enum FollowerPolicy {
        /** Answers 200 with {@code rejected}, so that the sender does not retry. */
        REJECT,
        /** Answers 503 with Retry-After. */
        RETRY,
        /** Stores the signal; the leader processes it. */
        STORE
    }
}
