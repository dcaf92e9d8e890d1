package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.StoreStatus;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.coordinator.StateObserver.Wait;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Observations;
import io.incumbent.election.Observations.Sighting;
import io.incumbent.election.Role;
import io.incumbent.election.Term;
import io.incumbent.election.Timing;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateObserverTest {

    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(9),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Timing.RedisOutage.STEP_DOWN);
    private static final Stores NOT_ASKED = new Stores(Optional.empty(), Optional.empty());
    private static final Optional<LeaderRecord> LEADER =
            Optional.of(new LeaderRecord(new Bid("a", 1), new Term(1), "host", Instant.EPOCH));
    private static final Optional<Wait> WAIT =
            Optional.of(new Wait("record", "words", Optional.of(Duration.ofSeconds(4))));

    private final StateObserver observer = new StateObserver(TIMING);

    @Test
    void theRevisionGrowsWithEachChangeAndOnlyThen() {
        long first = revision(PublicRole.FOLLOWER, Optional.empty(), Optional.empty(), NOT_ASKED);
        assertThat(revision(PublicRole.FOLLOWER, Optional.empty(), Optional.empty(), NOT_ASKED))
                .isEqualTo(first);

        assertThat(revision(PublicRole.FOLLOWER, LEADER, Optional.empty(), NOT_ASKED))
                .isEqualTo(first + 1);
        assertThat(revision(PublicRole.CANDIDATE, LEADER, Optional.empty(), NOT_ASKED))
                .isEqualTo(first + 2);
        assertThat(revision(PublicRole.CANDIDATE, LEADER, WAIT, NOT_ASKED)).isEqualTo(first + 3);
        var asked = new Stores(Optional.of(new StoreStatus(true, Instant.EPOCH, Optional.empty())), Optional.empty());
        assertThat(revision(PublicRole.CANDIDATE, LEADER, WAIT, asked)).isEqualTo(first + 4);
    }

    @Test
    void aWaitKeepsItsBeginningUntilItIsForSomethingElse() {
        var first = waitingFor(WAIT);
        var again = waitingFor(Optional.of(new Wait("record", "other words", Optional.empty())));
        waitingFor(Optional.empty());
        var later = waitingFor(WAIT);

        assertThat(again.since()).isEqualTo(first.since());
        assertThat(later.since()).isAfterOrEqualTo(first.since());
        assertThat(first.until()).hasValueSatisfying(until -> assertThat(until).isAfter(first.since()));
        assertThat(again.until()).isEmpty();
    }

    @Test
    void aFollowerOfALeaderWaitsForNothingElse() {
        assertThat(observer.wait(follower(seen(0), 0), Duration.ofSeconds(8).toNanos()))
                .isEmpty();
    }

    @Test
    void aRecordThatNobodyHasRenewedForItsTtlIsWaitedFor() {
        assertThat(observer.wait(follower(seen(0), 0), Duration.ofSeconds(9).toNanos()))
                .hasValueSatisfying(wait -> {
                    assertThat(wait.code()).isEqualTo("record");
                    assertThat(wait.left()).contains(Duration.ofSeconds(1));
                });
    }

    @Test
    void aCandidacyThatCouldNotBeVerifiedIsWaitedForAndCounted() {
        assertThat(observer.wait(follower(Optional.empty(), 3), 0)).hasValueSatisfying(wait -> {
            assertThat(wait.code()).isEqualTo("candidacy");
            assertThat(wait.detail()).startsWith("3 candidacies");
        });
    }

    @Test
    void aLeaderWithoutTrustWaitsForARenewal() {
        var at = new Deadline(0);
        var leader = new Role.Leader(
                new Bid("a", 1),
                LEADER.orElseThrow(),
                at,
                at,
                at,
                at,
                at,
                new Role.UnansweredStores(false, false),
                Optional.empty(),
                Observations.NONE);

        assertThat(observer.wait(leader, 0).map(Wait::code)).contains("renewal");
        assertThat(observer.wait(leader, -1)).isEmpty();
    }

    private long revision(PublicRole role, Optional<LeaderRecord> leader, Optional<Wait> wait, Stores stores) {
        return observer.observe(role, leader, wait, stores).number();
    }

    private LeadershipState.WaitingFor waitingFor(Optional<Wait> wait) {
        return observer.observe(PublicRole.FOLLOWER, Optional.empty(), wait, NOT_ASKED)
                .waitingFor()
                .orElseGet(() -> new LeadershipState.WaitingFor("none", "", Instant.EPOCH, Optional.empty()));
    }

    private static Optional<Sighting> seen(long since) {
        return Optional.of(new Sighting(new GrantStamp("a/1 db 9000 1", TIMING.ttl()), since));
    }

    private static Role follower(Optional<Sighting> lease, int unverified) {
        var at = new Deadline(0);
        return new Role.Follower(
                new Bid("b", 1), at, at, Optional.empty(), new Observations(lease, Optional.empty(), unverified));
    }
}
