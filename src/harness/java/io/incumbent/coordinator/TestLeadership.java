package io.incumbent.coordinator;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.StoreStatus;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.LeadershipState.WaitingFor;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.fence.FencedWork;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A leadership in memory only, whose state is set by the test. */
@Alternative
@Singleton
public class TestLeadership implements Leadership {

    public static final String SELF = "web-0-1c9e04ab";
    public static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678901Z");

    private static final WaitingFor WAITING = new WaitingFor(
            "record", "a store's record lasts longer than its ttl", SINCE, Optional.of(SINCE.plusSeconds(10)));
    private static final Stores ANSWERING = new Stores(Optional.of(status(true)), Optional.of(status(true)));
    private static final Stores UNREACHABLE = new Stores(Optional.of(status(false)), Optional.empty());

    private final AtomicInteger reads = new AtomicInteger();
    private volatile LeadershipState state = without(PublicRole.FOLLOWER);

    public void leads(long term) {
        state = new LeadershipState(
                "default",
                SELF,
                PublicRole.LEADER,
                Optional.of(new Term(term)),
                Duration.ofNanos(8_412_999_999L),
                Optional.of(leaderRecord(SELF, "web-0", term)),
                4,
                Optional.empty(),
                ANSWERING,
                Duration.ofMillis(10_500));
    }

    public void follows(String leader, String hostname, long term) {
        state = new LeadershipState(
                "default",
                SELF,
                PublicRole.FOLLOWER,
                Optional.empty(),
                Duration.ZERO,
                Optional.of(leaderRecord(leader, hostname, term)),
                4,
                Optional.empty(),
                ANSWERING,
                Duration.ofMillis(10_500));
    }

    /** This role, and nobody known to lead. */
    public void is(PublicRole role) {
        state = without(role);
    }

    /** How often anybody asked, since this was last called. */
    public int reads() {
        return reads.getAndSet(0);
    }

    @Override
    public Optional<Term> term() {
        reads.incrementAndGet();
        return state.term();
    }

    @Override
    public LeadershipState state() {
        reads.incrementAndGet();
        return state;
    }

    @Override
    public <T> FencedResult<T> fenced(FencedWork<T> work) {
        throw new UnsupportedOperationException("nothing here writes under the fence");
    }

    private static LeadershipState without(PublicRole role) {
        return new LeadershipState(
                "default",
                SELF,
                role,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                5,
                Optional.of(WAITING),
                UNREACHABLE,
                Duration.ofMillis(10_500));
    }

    private static LeaderRecord leaderRecord(String instance, String hostname, long term) {
        return new LeaderRecord(new Bid(instance, 1), new Term(term), hostname, SINCE);
    }

    private static StoreStatus status(boolean reachable) {
        return new StoreStatus(reachable, SINCE, reachable ? Optional.empty() : Optional.of("timeout"));
    }
}
