package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LeaderlessWatch.Wait;
import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.coordinator.LeadershipState.StoreStatus;
import io.incumbent.coordinator.LeadershipState.Stores;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateObserverTest {

    private static final Stores NOT_ASKED = new Stores(Optional.empty(), Optional.empty());
    private static final Optional<LeaderRecord> LEADER =
            Optional.of(new LeaderRecord(new Bid("a", 1), new Term(1), "host", Instant.EPOCH));
    private static final Optional<Wait> WAIT =
            Optional.of(new Wait(Wait.Code.IMPOSSIBLE_RECORD, "words", Optional.of(Duration.ofSeconds(4))));

    private final StateObserver observer = new StateObserver();

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
        var again = waitingFor(Optional.of(new Wait(Wait.Code.IMPOSSIBLE_RECORD, "other words", Optional.empty())));
        waitingFor(Optional.empty());
        var later = waitingFor(WAIT);

        assertThat(again.since()).isEqualTo(first.since());
        assertThat(later.since()).isAfterOrEqualTo(first.since());
        assertThat(first.until()).hasValueSatisfying(until -> assertThat(until).isAfter(first.since()));
        assertThat(again.until()).isEmpty();
    }

    private long revision(PublicRole role, Optional<LeaderRecord> leader, Optional<Wait> wait, Stores stores) {
        return observer.observe(role, leader, wait, stores).number();
    }

    private LeadershipState.WaitingFor waitingFor(Optional<Wait> wait) {
        return observer.observe(PublicRole.FOLLOWER, Optional.empty(), wait, NOT_ASKED)
                .waitingFor()
                .orElseGet(() -> new LeadershipState.WaitingFor("none", "", Instant.EPOCH, Optional.empty()));
    }
}
