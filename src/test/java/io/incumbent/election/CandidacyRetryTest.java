package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Event.LeaseReleased;
import io.incumbent.election.Event.TermReleased;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Follower;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each term that is given and cannot be verified is a row of history for ever, so the next one is asked for later. */
class CandidacyRetryTest {

    @Test
    void theWaitDoublesUpToTheTtl() {
        assertThat(TIMING.candidacyRetry(0)).isEqualTo(d("1s"));
        assertThat(TIMING.candidacyRetry(1)).isEqualTo(d("2s"));
        assertThat(TIMING.candidacyRetry(3)).isEqualTo(d("8s"));
        assertThat(TIMING.candidacyRetry(4)).isEqualTo(d("10s"));
        assertThat(TIMING.candidacyRetry(1_000_000)).isEqualTo(d("10s"));
    }

    @Test
    void onlyACandidacyThatWasGivenATermCounts() {
        assertThat(afterFailure(CLAIMING).observed().unverified()).isZero();
        assertThat(afterFailure(STORING).observed().unverified()).isEqualTo(1);
        assertThat(afterFailure(VERIFYING).observed().unverified()).isEqualTo(1);
    }

    @Test
    void theNextBidComesWithinTheUpperHalfOfTheWaitAndNoNotificationBringsItForward() {
        var follower = afterFailure(VERIFYING);

        assertThat(follower.bidAt().left(NOW)).isBetween(d("1s"), d("2s"));
        assertThat(follower.notBefore()).isEqualTo(follower.bidAt());
    }

    @Test
    void shortTimesDoNotMakeItHot() {
        var quick = new Timing(
                Duration.ofMillis(700),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Timing.RedisOutage.STEP_DOWN);

        assertThat(quick.candidacyRetry(0)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
        assertThat(quick.candidacyRetry(9)).isEqualTo(Duration.ofMillis(700));
        assertThat(quick.retry()).isEqualTo(Duration.ofMillis(250));
    }

    /** The first follower after this candidate was given up and both releases have ended. */
    private static Follower afterFailure(Candidate candidate) {
        var transitions = new LeavingTransitions(new ElectionDeadlines(TIMING, new SplittableRandom(1)));
        Role role = transitions.giveUp(candidate, NOW).role();
        role = ELECTION.next(role, new TermReleased(OURS), NOW).role();
        role = ELECTION.next(role, new LeaseReleased(OURS), NOW).role();
        return (Follower) role;
    }
}
