package io.incumbent.dispatch.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration of the queue: which instances work on it, where signals are delivered, and who may use it over HTTP. */
@ConfigMapping(prefix = "incumbent.dispatch")
public interface DispatchConfig {

    /** URL that signals are delivered to by POST. Unset: they wait until a worker claims them over HTTP. */
    Optional<URI> url();

    /** Which instances work on the queue: {@code leader}, or {@code all} concurrently, without a term. */
    @WithDefault("leader")
    Workers workers();

    /** Maximum number of deliveries in progress at the same time, by this instance. More: more load on the target. */
    @WithDefault("32")
    int maxInFlight();

    /** Maximum number of signals claimed by one statement. More: fewer statements; after a crash more wait for their deadline. */
    @WithDefault("100")
    int batch();

    /** How long a claim lasts; it is extended after each third of this time. Shorter: sooner claimed by another instance after a crash. */
    @WithDefault("15s")
    Duration claimLease();

    /** How often the queue is polled without a notification. Shorter: a lost notification costs less; each poll is a statement. */
    @WithDefault("5s")
    Duration pollInterval();

    /** Longest wait at a stop for deliveries in progress. Claims not yet sent are given back at once. */
    @WithDefault("5s")
    Duration drainTimeout();

    /** How callers that read, claim or retry signals are authenticated: {@code bearer} or {@code none}. Unset: no caller is accepted, except outside the profile prod. */
    Optional<Authentication> authentication();

    /** For bearer: the tokens, of 16 characters or more. Several while they are changed. */
    Optional<List<String>> bearerTokens();

    /** The instances that work on the queue. */
    enum Workers {
        LEADER,
        ALL
    }

    /** The authentication of callers of the queue over HTTP. */
    enum Authentication {
        BEARER,
        NONE
    }
}
