package io.incumbent.coordinator;

import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of the leadership as one instance knows it at one moment.
 *
 * @param group the election's name
 * @param instance this instance's id
 * @param role this instance's role
 * @param term the term that this instance leads under; empty unless it is the verified leader
 * @param trustedFor the trust that is left; zero unless it is the verified leader
 * @param leader the present leader; empty if unknown, never one that may be out of date
 * @param revision grows with each change that was seen when this was asked for
 * @param waitingFor what keeps this instance from taking part or from leading, if it is not just another leader
 * @param stores how the two stores have answered this instance last
 * @param worstCaseFailover the longest time without a leader after a crash, from the configuration
 */
public record LeadershipState(
        String group,
        String instance,
        PublicRole role,
        Optional<Term> term,
        Duration trustedFor,
        Optional<LeaderRecord> leader,
        long revision,
        Optional<WaitingFor> waitingFor,
        Stores stores,
        Duration worstCaseFailover) {

    /**
     * What this instance waits for.
     *
     * @param code one word, for programs
     * @param detail a sentence, for people
     * @param since when it began to wait, by its wall clock
     * @param until when it tries again or goes on by itself, by its wall clock; empty if that depends on something else
     */
    public record WaitingFor(String code, String detail, Instant since, Optional<Instant> until) {}

    /** The answers of the stores; empty for one that was not asked yet. */
    public record Stores(Optional<StoreStatus> redis, Optional<StoreStatus> postgresql) {}

    /**
     * How a store has answered last.
     *
     * @param since when that began, by the wall clock of this instance
     * @param code what is wrong, in one word; empty if nothing is
     */
    public record StoreStatus(boolean reachable, Instant since, Optional<String> code) {}

    /** The role in the API and in probes. */
    public enum PublicRole {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        /** Holds the term, but its trust has run out: it does not act, and keeps renewing. */
        UNVERIFIED,
        STOPPED
    }
}
