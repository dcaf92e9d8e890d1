package io.incumbent.health;

import io.incumbent.coordinator.LeadershipState;
import io.incumbent.coordinator.LoopHealth;
import io.incumbent.database.schema.DatabaseReadiness;
import io.incumbent.election.Timing;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The health of this instance: the one definition of "alive" and "healthy" for the probes and the HTTP interface. It is
 * computed from memory at each call, so it stays correct while every thread hangs.
 */
@Singleton
public class InstanceHealth {

    /** One or two missed heartbeats may be a pause of the process; after three the loop counts as stuck. */
    private static final int MISSED_HEARTBEATS_MAX = 3;

    private final LoopHealth loopHealth;
    private final DatabaseReadiness database;
    private final Duration longestSilence;

    InstanceHealth(LoopHealth loopHealth, DatabaseReadiness database, Timing timing) {
        this.loopHealth = loopHealth;
        this.database = database;
        this.longestSilence = timing.heartbeat().multipliedBy(MISSED_HEARTBEATS_MAX);
    }

    /** True if the election loop runs. The stores do not matter, since a restart of this process would not repair them. */
    public boolean alive() {
        return loopHealth.sinceLastTurn().compareTo(longestSilence) <= 0;
    }

    /** True once the database is ready for this version. */
    public boolean started() {
        return database.ready();
    }

    /** True if the instance leads or could take over. */
    public boolean healthy(LeadershipState state) {
        return alive() && started() && loopHealth.registered() && takesPart(state.role());
    }

    /** True if the instance does not lead but could take over. */
    public boolean standby(LeadershipState state) {
        return healthy(state) && state.term().isEmpty();
    }

    private static boolean takesPart(LeadershipState.PublicRole role) {
        return switch (role) {
            case LEADER, FOLLOWER, CANDIDATE -> true;
            // Without trust an instance can neither lead nor take over.
            case UNVERIFIED, STOPPED -> false;
        };
    }
}
