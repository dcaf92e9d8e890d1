package io.incumbent.coordinator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The limits of the calls to PostgreSQL about the office, and what an instance says of itself. */
@ConfigMapping(prefix = "incumbent.ledger")
public interface LedgerConfig {

    /** Time limit of one try of a renewal, release or sign of life. All tries must fit into the election's call-timeout. */
    @WithDefault("400ms")
    Duration timeout();

    /** Further tries of the same calls after a failed one. More: rides out shorter hiccups within one beat. */
    @WithDefault("1")
    int retries();

    /** Pause before a further try. Longer: more likely to find the trouble gone. Shorter: leaves more time to the try. */
    @WithDefault("50ms")
    Duration retryDelay();

    /** Up to this much more or less than the pause, at random, so that instances do not ask in step. */
    @WithDefault("30ms")
    Duration retryJitter();

    /** Time limit of a claim or a reading back, which have one try. Below the election's call-timeout. */
    @WithDefault("900ms")
    Duration claimTimeout();

    /** Time between two signs of life in table instance_metadata. Longer: fewer writes. Well below stale-after. */
    @WithDefault("10s")
    Duration signOfLifeEvery();

    /** How long this instance may be silent before it counts as stale. Shorter: noticed sooner, and more false alarms. */
    @WithDefault("30s")
    Duration staleAfter();

    /** Instances that have been silent for longer are forgotten when another one starts. */
    @WithDefault("1d")
    Duration forgetAfter();

    /** How often of four signs of life two must fail before they are left out for breaker-delay. */
    @WithDefault("10s")
    Duration breakerDelay();
}
