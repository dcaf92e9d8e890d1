package io.incumbent.dispatch.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The queue: who works on it, and how. */
@ConfigMapping(prefix = "incumbent.dispatch")
public interface DispatchConfig {

    /** Where signals are delivered by POST. Unset: they wait until somebody claims them over HTTP. */
    Optional<URI> url();

    /** Who works: {@code leader}, or {@code all} instances side by side, without a term. */
    @WithDefault("leader")
    Workers workers();

    /** Most deliveries under way at the same time, by this instance. More: more load on the target. */
    @WithDefault("32")
    int maxInFlight();

    /** Most signals claimed by one statement. More: fewer statements; a crash leaves more to wait for their deadline. */
    @WithDefault("100")
    int batch();

    /** How long a claim lasts unless extended, which happens each third of it. Shorter: sooner another's after a crash. */
    @WithDefault("15s")
    Duration claimLease();

    /** How often the queue is looked at without being woken. Shorter: a missed wake-up costs less; each look a statement. */
    @WithDefault("5s")
    Duration pollInterval();

    /** Longest wait at a stop for deliveries under way; the others are given back at once. */
    @WithDefault("5s")
    Duration drainTimeout();

    /** How those who look at, claim or retry signals prove themselves: {@code bearer} or {@code none}. Unset: nobody may, except outside the profile prod. */
    Optional<Authentication> authentication();

    /** For bearer: the tokens, of 16 characters or more. Several while they are changed. */
    Optional<List<String>> bearerTokens();

    /** Who works on the queue. */
    enum Workers {
        LEADER,
        ALL
    }

    /** How a caller of the queue's HTTP interface proves itself. */
    enum Authentication {
        BEARER,
        NONE
    }
}
