package io.incumbent.dispatch.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a signal is delivered to the target, and what follows if that fails. */
@ConfigMapping(prefix = "incumbent.delivery")
public interface DeliveryConfig {

    /** Longest time for a connection to the target. Longer: a slow network passes. Shorter: a dead one is noticed sooner. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** Longest time from the request to the end of the answer. Longer: slower targets pass, and hold a place in flight. */
    @WithDefault("15s")
    Duration timeout();

    /** Secrets that deliveries are signed with (Standard Webhooks); one signature each. Unset: not signed. */
    Optional<List<String>> secrets();

    /** Upper bound of the wait before the second attempt. Shorter: sooner done after a hiccup, more load on a sick target. */
    @WithDefault("5s")
    Duration retryFirst();

    /** By how much each further wait is longer than the one before. */
    @WithDefault("3")
    double retryFactor();

    /** No wait between two attempts is longer. */
    @WithDefault("10h")
    Duration retryLongest();

    /** A signal older than this is given up when an attempt fails. Longer: rides out longer outages of the target. */
    @WithDefault("76h")
    Duration maxAge();

    /** What follows an answer 4xx other than 408, 410, 425 and 429: {@code dead}, or {@code retry} like an error of the target. */
    @WithDefault("dead")
    ClientError clientError();

    /** After so many failures in a row the target is left alone for a while. More: more attempts are spent on a dead one. */
    @WithDefault("5")
    int breakerFailures();

    /** How long it is left alone at first; each time twice as long, up to breaker-longest. */
    @WithDefault("1s")
    Duration breakerFirst();

    /** It is never left alone for longer. Shorter: sooner noticed that it is back. */
    @WithDefault("30s")
    Duration breakerLongest();

    /** What a refusal by the target means. */
    enum ClientError {
        DEAD,
        RETRY
    }
}
