package io.incumbent.coordinator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The configuration of the ledger: limits of the election's calls to PostgreSQL, the heartbeat of an instance, and how long rows are kept. */
@ConfigMapping(prefix = "incumbent.ledger")
public interface LedgerConfig {

    /** Time limit of one attempt of a renewal, release or heartbeat. Unset: two fifths of the election's call-timeout. */
    Optional<Duration> timeout();

    /** Further attempts of these calls after a failed one. More: survives short interruptions within one renewal. */
    @WithDefault("1")
    int retries();

    /**
     * Pause before a further attempt. Longer: the problem may be over. Unset: a twentieth of the election's
     * call-timeout.
     */
    Optional<Duration> retryDelay();

    /** Up to this much more or less than the pause, at random. Unset: three hundredths of the election's call-timeout. */
    Optional<Duration> retryJitter();

    /** Time limit of a claim or a read-back, which have one attempt. Unset: nine tenths of the election's call-timeout. */
    Optional<Duration> claimTimeout();

    /** Time between two heartbeats in table instance_metadata. Longer: fewer writes. Well below stale-after. */
    @WithDefault("10s")
    Duration signOfLifeEvery();

    /** Time without a heartbeat after which this instance counts as stale. Shorter: noticed sooner, more false alarms. */
    @WithDefault("30s")
    Duration staleAfter();

    /** The leader removes instances whose last heartbeat is longer ago. Longer than stale-after. */
    @WithDefault("1d")
    Duration forgetAfter();

    /** The leader removes leaderships that ended longer ago, but never the newest one. Longer: more to look back on. */
    @WithDefault("365d")
    Duration historyRetention();

    /** How long no heartbeat is written after two of four have failed. Shorter: notices sooner that PostgreSQL answers. */
    @WithDefault("10s")
    Duration breakerDelay();
}
