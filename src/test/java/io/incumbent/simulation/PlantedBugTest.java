package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.simulation.Violation.Promise;
import org.junit.jupiter.api.Test;

/** What the simulation is worth: each of these mistakes, made on purpose, is found, and as the violation that it is. */
class PlantedBugTest {

    private static final int SEEDS = 20_000;

    @Test
    void trustCountedFromTheAnswerMakesTwoBelievers() {
        isFound(Variant.TRUST_COUNTED_FROM_THE_ANSWER, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void withoutMarginDriftingClocksMakeTwoBelievers() {
        isFound(Variant.NO_MARGIN, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void withoutTheFenceAnOldTermWritesAfterANewOne() {
        isFound(Variant.NO_FENCE, Promise.P2_FENCE);
    }

    @Test
    void aReleaseGuardedByAFlagLeavesTheLeaseBehind() {
        isFound(Variant.RELEASE_GUARDED_BY_A_FLAG, Promise.RELEASE_ALWAYS_HAPPENS);
    }

    @Test
    void aTermFromPostgresqlAloneIsGivenTwiceAcrossAFailover() {
        isFound(Variant.TERM_FROM_POSTGRESQL_ALONE, Promise.P3_TERMS_GROW);
    }

    @Test
    void aDeadlineComparedByLessIsNeverOverBeyondTheWrap() {
        isFound(Variant.NAIVE_DEADLINE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aDeadlineComparedByLessIsOverTooSoonBeforeTheWrap() {
        isFound(Variant.NAIVE_DEADLINE, Promise.P6_SOMEBODY_LEADS);
    }

    @Test
    void aLeaseValueThatIsNotUniqueLetsAnOldReleaseFreeANewLease() {
        isFound(Variant.LEASE_VALUE_NOT_UNIQUE, Promise.P1_ONE_BELIEVER);
    }

    @Test
    void aRenewalOvertakenByItsOwnReleaseBringsTheLeaseBack() {
        isFound(Variant.RENEWAL_RETAKES_AFTER_RELEASE, Promise.RELEASE_ALWAYS_HAPPENS);
    }

    @Test
    void withoutReadingBackALostTermIsTrusted() {
        isFound(Variant.VERIFICATION_LEFT_OUT, Promise.VERIFIED_BEFORE_TRUSTED);
    }

    private static void isFound(Variant variant, Promise promise) {
        var found = new Seeds(variant).find(promise, SEEDS);

        assertThat(found)
                .as("%s breaks %s within %d seeds", variant, promise, SEEDS)
                .isPresent();
        found.ifPresent(it -> System.out.printf(
                "%-30s %-24s found at seed %5d   %s%n",
                variant, promise, it.seed(), Replay.command(it.seed(), variant)));
    }
}
