package io.incumbent.coordinator;

import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.time.Duration;
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
 * @param worstCaseFailover the longest time without a leader after a crash, from the configuration
 */
public record LeadershipState(
        String group,
        String instance,
        PublicRole role,
        Optional<Term> term,
        Duration trustedFor,
        Optional<LeaderRecord> leader,
        Duration worstCaseFailover) {

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
