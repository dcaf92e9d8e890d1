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

    private static void isFound(PlantedBug bug, Promise promise) {
        var found = new SeedRunner(bug).find(promise, SEEDS);

        assertThat(found)
                .as("%s breaks %s within %d seeds", bug, promise, SEEDS)
                .isPresent();
        found.ifPresent(it -> System.out.printf(
                "%-30s %-24s found at seed %5d   %s%n", bug, promise, it.seed(), Replay.command(it.seed(), bug)));
    }
}
