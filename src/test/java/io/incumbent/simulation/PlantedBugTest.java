package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.simulation.InvariantViolation.Promise;
import org.junit.jupiter.api.Test;

/** What the simulation is worth: each of these mistakes, made on purpose, is found, and as the violation that it is. */
class PlantedBugTest {

    private static final int SEEDS = 20_000;

    @Test
    void trustCountedFromTheAnswerMakesTwoBelievers() {
        isFound(PlantedBug.TRUST_COUNTED_FROM_THE_ANSWER, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void withoutMarginDriftingClocksMakeTwoBelievers() {
        isFound(PlantedBug.NO_MARGIN, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void withoutTheFenceAnOldTermWritesAfterANewOne() {
        isFound(PlantedBug.NO_FENCE, Promise.P2_FENCE);
    }

    @Test
    void aReleaseGuardedByAFlagLeavesTheLeaseBehind() {
        isFound(PlantedBug.RELEASE_GUARDED_BY_A_FLAG, Promise.RELEASE_ALWAYS_HAPPENS);
    }

    @Test
    void aTermFromPostgresqlAloneIsGivenTwiceAcrossAFailover() {
        isFound(PlantedBug.TERM_FROM_POSTGRESQL_ALONE, Promise.P3_TERMS_GROW);
    }

    @Test
    void aDeadlineComparedByLessIsNeverOverBeyondTheWrap() {
        isFound(PlantedBug.NAIVE_DEADLINE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aDeadlineComparedByLessIsOverTooSoonBeforeTheWrap() {
        isFound(PlantedBug.NAIVE_DEADLINE, Promise.P6_SOMEBODY_LEADS);
    }

    @Test
    void aLeaseValueThatIsNotUniqueLetsAnOldReleaseFreeANewLease() {
        isFound(PlantedBug.LEASE_VALUE_NOT_UNIQUE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aRenewalOvertakenByItsOwnReleaseBringsTheLeaseBack() {
        isFound(PlantedBug.RENEWAL_RETAKES_AFTER_RELEASE, Promise.RELEASE_ALWAYS_HAPPENS);
    }

    @Test
    void withoutReadingBackALostTermIsTrusted() {
        isFound(PlantedBug.VERIFICATION_LEFT_OUT, Promise.VERIFIED_BEFORE_TRUSTED);
    }

    @Test
    void aRecordObservedForLessThanItsHoldersTtlMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_FOR_THE_OWN_TTL, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aRecordObservedForLessThanTheHoldersTrustMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_TOO_SHORTLY, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void anObservationCountedFromTheQuestionMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_FROM_THE_QUESTION, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aBidThatIsTakenForItsNewestGrantMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_BY_VALUE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aTakeoverWithoutAComparisonInTheStoreMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_WITHOUT_COMPARISON, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void anObservationInRedisThatExcusesPostgresqlMakesTwoBelievers() {
        isFound(PlantedBug.OBSERVED_IN_REDIS_ALONE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aLeaderThatRenewsPastItsTrustKeepsEverybodyOut() {
        isFound(PlantedBug.RENEWS_PAST_TRUST, Promise.P6_SOMEBODY_LEADS);
    }

    @Test
    void aCopyOfTheTermWithoutACheckRuinsTheGroup() {
        isFound(PlantedBug.COPY_WITHOUT_CHECK, Promise.P6_SOMEBODY_LEADS);
    }

    @Test
    void aCopyThatIsOverwrittenByALowerTermLetsTermsShrink() {
        isFound(PlantedBug.COPY_ALWAYS_OVERWRITTEN, Promise.P3_TERMS_GROW);
    }

    @Test
    void aClockThatStandsStillAsleepMakesTwoBelievers() {
        isFound(PlantedBug.CLOCK_STANDS_STILL_ASLEEP, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aStopThatNoClockCountsAndNobodyNoticesMakesTwoBelievers() {
        isFound(PlantedBug.JUMP_NOT_NOTICED, Promise.P1_ONE_BELIEVER);
    }

    private static void isFound(PlantedBug bug, Promise promise) {
        var found = new SeedRunner(bug).find(promise, SEEDS);

        assertThat(found)
                .as("%s breaks %s within %d seeds", bug, promise, SEEDS)
                .isPresent();
        found.ifPresent(it -> System.out.printf(
                "%-30s %-24s found at seed %5d   %s%n", bug, promise, it.seed(), Replay.command(it.seed(), bug)));
    }
}
