package io.incumbent.coordinator;

import io.incumbent.election.Timing;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The configuration of the election. See docs/configuration.md for all keys, docs/how-it-works.md for the protocol. */
@ConfigMapping(prefix = "incumbent.election")
public interface ElectionConfig {

    /** Name of the election; one leader per group. Letters, digits, dot, dash and underscore. */
    @WithDefault("default")
    String group();

    /** Refused, so that nobody is misled: an id is drawn at every start. See {@link InstanceConfig#name}. */
    Optional<String> instanceId();

    /**
     * Name of this machine or pod in the history and the API. Unset: the environment's HOSTNAME, else the system's name.
     */
    Optional<String> hostname();

    /** How long lease and term last without renewal. Shorter: faster takeover. Longer: rides out longer outages. */
    @WithDefault("9s")
    Duration ttl();

    /** Time between two renewals; must fit twice into ttl - margin. Shorter: more load. Longer: fewer attempts left. */
    @WithDefault("3s")
    Duration heartbeat();

    /** Part of the ttl that a leader does not trust. Higher: tolerates clocks whose rates differ more. Never zero. */
    @WithDefault("1s")
    Duration margin();

    /** Longest time for one call to a store. Never longer than the heartbeat. */
    @WithDefault("1s")
    Duration callTimeout();

    /** Longest wait for fenced work in progress when the leader leaves. */
    @WithDefault("2s")
    Duration drainTimeout();

    /** Every so many heartbeats, the holders in Redis and PostgreSQL are compared. More: fewer connections opened. */
    @WithDefault("10")
    int checkEveryBeats();

    /** What a leader does while Redis does not answer: {@code step-down}, or {@code ride-through} with the term alone. */
    @WithDefault("step-down")
    Timing.RedisOutage redisOutage();
}
