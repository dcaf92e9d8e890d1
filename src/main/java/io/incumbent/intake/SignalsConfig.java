package io.incumbent.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Intake of signals: {@code POST /signals}. */
@ConfigMapping(prefix = "incumbent.signals")
public interface SignalsConfig {

    /** How senders prove themselves: {@code standard-webhooks}, {@code bearer} or {@code none}. Unset: nobody may send, except outside the profile prod. */
    Optional<Authentication> authentication();

    /** For standard-webhooks: the secrets, {@code whsec_} and base64 of 24 to 64 bytes. Several while they are changed. */
    Optional<List<String>> secrets();

    /** For bearer: the tokens, of 16 characters or more. Several while they are changed. */
    Optional<List<String>> bearerTokens();

    /** How far the timestamp of a signed request may be from this machine's clock. Longer: forgives clocks, and replays. */
    @WithDefault("5m")
    Duration tolerance();

    /** JSON pointer (RFC 6901) to the key of a signal that comes without webhook-id and Idempotency-Key. Unset: none. */
    Optional<String> keyPointer();

    /** JSON pointer to the ordering key; signals of one source and key are processed one by one, in order of arrival. */
    Optional<String> orderingPointer();

    /** What an instance that does not lead does: {@code reject}, {@code retry} or {@code store}; see "Signals" below. */
    @WithDefault("reject")
    FollowerPolicy followerPolicy();

    /** Largest body. Larger: more memory for each request. */
    @WithDefault("1M")
    MemorySize maxBody();

    /** Most requests that wait to be stored; those beyond are told to come again. More: rides out bursts, takes memory. */
    @WithDefault("1024")
    int maxWaiting();

    /** What a sender that is to come again is told to wait. Longer: fewer tries, later success. Whole seconds. */
    @WithDefault("2s")
    Duration retryAfter();

    /** Most signals stored by one transaction. More: more throughput under load, and a longer transaction. */
    @WithDefault("100")
    int groupSize();

    /** How many transactions store side by side, each on a connection. More: the disk is waited for side by side. */
    @WithDefault("2")
    int writers();

    /** How long a signal and its key are kept after it is done. Shorter than senders retry: it may be taken twice. */
    @WithDefault("7d")
    Duration retention();

    /** How a sender proves itself. */
    enum Authentication {
        STANDARD_WEBHOOKS,
        BEARER,
        NONE
    }

    /** What an instance that does not lead does with a signal. */
    enum FollowerPolicy {
        /** Says no with status 200, so that the sender does not send it again. */
        REJECT,
        /** Says 503 and when to come again. */
        RETRY,
        /** Takes it; the leader processes it. */
        STORE
    }
}
