package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.simulation.InvariantViolation.Promise;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the core, each of which the simulation must find. */
class CoreMutantTest {

    private static final int SEEDS = 20_000;

    static List<CoreMutant> mutants() {
        return List.of(
                new CoreMutant(
                        "trusts the whole ttl",
                        "Trust",
                        "Deadline.in(timing.trust(), askedAt)",
                        "Deadline.in(timing.ttl(), askedAt)",
                        Promise.P1_ONE_BELIEVER),
                new CoreMutant(
                        "trusts until the later of the two stores",
                        "Trust",
                        "case STEP_DOWN -> lease.earlier(term)",
                        "case STEP_DOWN -> lease.later(term)",
                        Promise.P1_ONE_BELIEVER),
                new CoreMutant(
                        "believes what was asked before the clock jumped",
                        "Trust",
                        "return known ? before.later(granted(askedAt)) : before",
                        "return before.later(granted(askedAt))",
                        Promise.P1_ONE_BELIEVER),
                new CoreMutant(
                        "leads on after a jump of the clock",
                        "LeaderTransitions",
                        "case Event.ClockJumped() -> Step.to(untrusted(role, now))",
                        "case Event.ClockJumped() -> Step.to(role)",
                        Promise.P1_ONE_BELIEVER),
                new CoreMutant(
                        "stays although PostgreSQL contradicts it",
                        "LeaderTransitions",
                        "case TermAnswer.Refused _ -> contradicted(role, now)",
                        "case TermAnswer.Refused _ -> Step.to(retried(role, now))",
                        Promise.P6_SOMEBODY_LEADS),
                new CoreMutant(
                        "renews one store while the other is silent",
                        "LeaderTransitions",
                        "if (unanswered.postgresql() || !unanswered.redis() || rideThrough())",
                        "if (true)",
                        Promise.P6_SOMEBODY_LEADS),
                new CoreMutant(
                        "renews past its trust",
                        "LeaderTransitions",
                        "trusted || !unanswered.postgresql()",
                        "true || !unanswered.postgresql()",
                        Promise.P6_SOMEBODY_LEADS),
                new CoreMutant(
                        "believes whatever it reads back",
                        "CandidateTransitions",
                        "when record.equals(Optional.of(verifying.record()))",
                        "when record.isPresent() || record.isEmpty()",
                        Promise.VERIFIED_BEFORE_TRUSTED),
                new CoreMutant(
                        "claims again for ever, without a wait",
                        "CandidateTransitions",
                        "deadlines.bidAfter(left, now).later(soonest)",
                        "deadlines.bidAfter(left, now)",
                        Promise.P6_NO_LOOP_IS_HOT),
                new CoreMutant(
                        "takes a record over a margin too early",
                        "Observations",
                        "Deadline.in(stamp.ttl().plus(margin), since)",
                        "Deadline.in(stamp.ttl().dividedBy(2), since)",
                        Promise.P1_ONE_BELIEVER),
                new CoreMutant(
                        "leaves without releasing the lease",
                        "LeavingTransitions",
                        "case RELEASING_TERM -> enter(role, LeavingStep.RELEASING_LEASE, now)",
                        "case RELEASING_TERM -> role.stopping() ? Step.to(new Stopped(role.bid())) :"
                                + " Step.to(follower(role, now))",
                        Promise.P6_SOMEBODY_LEADS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void isFound(CoreMutant mutant) throws IOException {
        var seed = MutatedCore.of(mutant).firstSeedThatBreaks(mutant.breaks(), SEEDS);

        assertThat(seed)
                .as("%s breaks %s within %d seeds", mutant, mutant.breaks(), SEEDS)
                .isPresent();
        System.out.printf("%-70s %-24s found at seed %5d%n", mutant, mutant.breaks(), seed.getAsLong());
    }
}
