package io.incumbent.dispatch.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration of deliveries to the target: limits, signatures, retries and the circuit breaker. */
@ConfigMapping(prefix = "incumbent.delivery")
public interface DeliveryConfig {

    /** Longest time to connect to the target. Longer: tolerates a slow network. Shorter: an unreachable target is noticed sooner. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** Longest time from the request to the end of the answer. Longer: tolerates slow targets, which then occupy more of max-in-flight. */
    @WithDefault("15s")
    Duration timeout();

    /** Secrets that deliveries are signed with (Standard Webhooks); one signature each. Unset: not signed. */
    Optional<List<String>> secrets();

    /** Upper bound of the wait before the second attempt. Shorter: sooner done after a short failure, more load on a failing target. */
    @WithDefault("5s")
    Duration retryFirst();

    /** Factor by which the upper bound of each further wait grows. */
    @WithDefault("3")
    double retryFactor();

    /** Longest wait between two attempts. Longer: less load during long outages, later success. */
    @WithDefault("10h")
    Duration retryLongest();

    /** A signal whose next attempt would come at a higher age is given up. Longer: survives longer outages of the target. */
    @WithDefault("76h")
    Duration maxAge();

    /** What an answer 4xx other than 408, 410, 425 and 429 leads to: {@code dead}, or {@code retry} as after an answer 5xx. */
    @WithDefault("dead")
    ClientError clientError();

    /** Number of failures in a row after which deliveries pause. More: more attempts are spent on a failing target. */
    @WithDefault("5")
    int breakerFailures();

    /** First pause of the circuit breaker; each further pause is twice as long, up to breaker-longest. */
    @WithDefault("1s")
    Duration breakerFirst();

    /** Longest pause of the circuit breaker. Shorter: the recovery of the target is noticed sooner. */
    @WithDefault("30s")
    Duration breakerLongest();

    /** The consequence of an answer 4xx. */
    enum ClientError {
        DEAD,
        RETRY
    }
}
