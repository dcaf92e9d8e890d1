package io.incumbent.coordinator.ledger;

import io.incumbent.config.ConfigRules;
import io.incumbent.election.Timing;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;

/**
 * The time limits of the calls to PostgreSQL. All attempts of a call fit into the time limit that the election gives it.
 *
 * @param attempt limit of one attempt
 * @param claim limit of a call that has one attempt
 * @param acquisition limit of waiting for a connection. It is well below {@code attempt}: an attempt that ends while it
 *     waits would make the next one wait behind it, and the pool would never open a connection
 */
public record LedgerLimits(
        Duration attempt,
        int retries,
        Duration retryDelay,
        Duration retryJitter,
        Duration claim,
        Duration acquisition) {

    /** @throws ConfigurationException if the attempts do not fit into the time limit of a call */
    public static LedgerLimits of(LedgerConfig config, Timing timing) {
        var call = timing.callLimit();
        var attempt = config.timeout().orElse(percent(call, 40));
        var limits = new LedgerLimits(
                attempt,
                config.retries(),
                config.retryDelay().orElse(percent(call, 5)),
                config.retryJitter().orElse(percent(call, 3)),
                config.claimTimeout().orElse(percent(call, 90)),
                percent(attempt, 75));
        limits.requireFitting(call);
        return limits;
    }

    /** The longest time that a call with all its attempts can take. */
    Duration longest() {
        var pause = retryDelay.plus(retryJitter);
        return attempt.multipliedBy(retries + 1L).plus(pause.multipliedBy(retries));
    }

    private void requireFitting(Duration call) {
        if (longest().compareTo(call) > 0) {
            throw new ConfigurationException(
                    ("incumbent.ledger.timeout (%d ms) and the pauses between 1 + incumbent.ledger.retries (%d) tries take up"
                                    + " to %d ms, which must fit into incumbent.election.call-timeout (%d ms): shorten the"
                                    + " former or raise the latter")
                            .formatted(attempt.toMillis(), retries, longest().toMillis(), call.toMillis()));
        }
        ConfigRules.notAbove("incumbent.ledger.claim-timeout", claim, "incumbent.election.call-timeout", call);
    }

    private static Duration percent(Duration whole, int percent) {
        return whole.multipliedBy(percent).dividedBy(100);
    }
}
