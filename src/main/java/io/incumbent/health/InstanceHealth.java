package io.incumbent.health;

import io.incumbent.coordinator.LeadershipState;
import io.incumbent.coordinator.LoopHealth;
import io.incumbent.database.schema.DatabaseHealth;
import io.incumbent.election.Timing;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What "alive" and "healthy" mean, in one place: the probes and the HTTP interface must never disagree. Computed from
 * memory when asked, so it stays true while every thread hangs in a call.
 */
@Singleton
public class InstanceHealth {

    /** One missed beat may be a pause, two bad luck; after three nobody is turning it any more. */
    private static final int BEATS_UNTIL_DEAD = 3;

    private final LoopHealth loopHealth;
    private final DatabaseHealth database;
    private final Duration longestSilence;

    InstanceHealth(LoopHealth loopHealth, DatabaseHealth database, Timing timing) {
        this.loopHealth = loopHealth;
        this.database = database;
        this.longestSilence = timing.heartbeat().multipliedBy(BEATS_UNTIL_DEAD);
    }

    /** The beat turned lately. Says nothing about the stores: restarting this process would not bring them back. */
    public boolean alive() {
        return loopHealth.sinceLastTurn().compareTo(longestSilence) <= 0;
    }

    /** The database is ready for this version. */
    public boolean started() {
        return database.ready();
    }

    /** Leads, or could take over. */
    public boolean healthy(LeadershipState state) {
        return alive() && started() && takesPart(state.role());
    }

    /** Could take over, and does not lead. */
    public boolean standby(LeadershipState state) {
        return healthy(state) && state.term().isEmpty();
    }

    private static boolean takesPart(LeadershipState.PublicRole role) {
        return switch (role) {
            case LEADER, FOLLOWER, CANDIDATE -> true;
            // Its trust ran out because a store did not answer, so there is nothing that it could be of use for.
            case UNVERIFIED, STOPPED -> false;
        };
    }
}
