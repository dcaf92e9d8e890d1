package io.incumbent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LeadershipState.PublicRole;
import io.incumbent.process.LeadershipView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LeadershipTrackerTest {

    private static final LeadershipView FOLLOWS = view(PublicRole.FOLLOWER, OptionalLong.empty());

    private final LeadershipTracker tracker = new LeadershipTracker();

    @Test
    void theTimeWithoutLeaderLastsFromTheLastAnswerOfOneLeaderToTheFirstOfTheNext() {
        tracker.answered(1, leads(1), seconds(1), seconds(2));
        tracker.answered(1, leads(1), seconds(3), seconds(4));

        var change = tracker.answered(2, leads(2), seconds(13), seconds(14));

        assertThat(change).contains(new LeadershipChange.Gained(2, 2, Optional.of(Duration.ofSeconds(10))));
        assertThat(tracker.longestTimeWithoutLeader()).isEqualTo(Duration.ofSeconds(10));
        assertThat(tracker.leader()).contains(2);
    }

    @Test
    void aLeaderThatAnswersAsFollowerLeadsNoLonger() {
        tracker.answered(1, leads(1), seconds(1), seconds(2));

        assertThat(tracker.answered(1, FOLLOWS, seconds(3), seconds(4))).contains(new LeadershipChange.Lost(1, 1));
        assertThat(tracker.leader()).isEmpty();
    }

    @Test
    void aLossIsToldOnce() {
        tracker.answered(1, leads(1), seconds(1), seconds(2));

        assertThat(tracker.silent(1)).contains(new LeadershipChange.Lost(1, 1));
        assertThat(tracker.answered(1, FOLLOWS, seconds(3), seconds(4))).isEmpty();
    }

    @Test
    void aFollowerThatFallsSilentChangesNothing() {
        tracker.answered(1, leads(1), seconds(1), seconds(2));

        assertThat(tracker.silent(2)).isEmpty();
        assertThat(tracker.leader()).contains(1);
    }

    @Test
    void theSameTermAfterAnOutageIsNoNewTerm() {
        tracker.answered(1, leads(1), seconds(1), seconds(2));
        tracker.silent(1);

        var change = tracker.answered(1, leads(1), seconds(4), seconds(5));

        assertThat(change).contains(new LeadershipChange.Resumed(1, 1, Duration.ofSeconds(3)));
        assertThat(tracker.terms()).isOne();
    }

    @Test
    void anOldAnswerOfTheFormerLeaderIsNoSecondLeader() {
        tracker.answered(2, leads(2), seconds(3), seconds(4));

        assertThat(tracker.answered(1, leads(1), seconds(2), seconds(5))).isEmpty();
        assertThat(tracker.broken()).isFalse();
    }

    @Test
    void anOldTermBelievedAfterANewOneWasSeenIsASecondLeader() {
        tracker.answered(2, leads(2), seconds(3), seconds(4));

        assertThat(tracker.answered(1, leads(1), seconds(5), seconds(6)))
                .contains(new LeadershipChange.TwoLeaders(1, 1, 2, 2));
        assertThat(tracker.broken()).isTrue();
    }

    @Test
    void oneTermBelievedByTwoIsASecondLeader() {
        tracker.answered(2, leads(2), seconds(3), seconds(4));

        assertThat(tracker.answered(1, leads(2), seconds(5), seconds(6)))
                .contains(new LeadershipChange.TwoLeaders(1, 2, 2, 2));
    }

    private static LeadershipView leads(long term) {
        return view(PublicRole.LEADER, OptionalLong.of(term));
    }

    private static LeadershipView view(PublicRole role, OptionalLong term) {
        return new LeadershipView("host-0a1b2c3d", role, term, Duration.ZERO, Optional.empty(), Duration.ZERO);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
