package io.incumbent.coordinator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The limits of the calls to PostgreSQL about the office, and what an instance says of itself. */
@ConfigMapping(prefix = "incumbent.ledger")
public interface LedgerConfig {

    /** Time limit of one try of a renewal, release or sign of life. Unset: two fifths of the election's call-timeout. */
    Optional<Duration> timeout();

    /** Further tries of the same calls after a failed one. More: rides out shorter hiccups within one beat. */
    @WithDefault("1")
    int retries();

    /** Pause before a further try. Longer: the trouble may be over. Unset: a twentieth of the election's call-timeout. */
    Optional<Duration> retryDelay();

    /** Up to this much more or less than the pause, at random. Unset: three hundredths of the election's call-timeout. */
    Optional<Duration> retryJitter();

    /** Time limit of a claim or a reading back, which have one try. Unset: nine tenths of the election's call-timeout. */
    Optional<Duration> claimTimeout();

    /** Time between two signs of life in table instance_metadata. Longer: fewer writes. Well below stale-after. */
    @WithDefault("10s")
    Duration signOfLifeEvery();

    /** How long this instance may be silent before it counts as stale. Shorter: noticed sooner, and more false alarms. */
    @WithDefault("30s")
    Duration staleAfter();

    /** Instances that have been silent for longer are forgotten when another one starts. */
    @WithDefault("1d")
    Duration forgetAfter();

    /** How long signs of life are left out after two of four have failed. Shorter: noticed sooner that PostgreSQL is back. */
    @WithDefault("10s")
    Duration breakerDelay();
}
