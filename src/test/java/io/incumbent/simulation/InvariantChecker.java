package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.Command;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.simulation.InvariantViolation.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees everything at once, which nobody in the world can, and objects as soon as a promise is broken. */
final class InvariantChecker {

    private final Simulation simulation;
    private final Map<SimulatedInstance, Long> verificationAskedAt = new HashMap<>();
    private Term highestVerified = Term.NONE;
    private @Nullable SimulatedInstance newestLeader;

    InvariantChecker(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Trust only ever begins at an event, and ends by itself: to look after every event is to look always. */
    void look() {
        SimulatedInstance believer = null;
        for (var instance : simulation.instances()) {
            if (instance.believes().isPresent()) {
                if (believer != null) {
                    throw new InvariantViolation(
                            Promise.P1_ONE_BELIEVER, believer + " and " + instance + " trust themselves");
                }
                believer = instance;
            }
        }
        if (believer != null
                && highestVerified.above(believer.believes().orElseThrow().term())) {
            throw new InvariantViolation(
                    Promise.P3_TERMS_GROW, believer + " trusts itself after term " + highestVerified + " was verified");
        }
    }

    void stepped(SimulatedInstance who, Role before, Event event, Step step) {
        var after = step.role();
        simulation.tell(who.toString(), () -> Trace.step(before, event, step, who.now()));
        if (after instanceof Role.Leader leader) {
            if (before instanceof Role.Leader led) {
                ledOn(who, led, leader);
            } else {
                elected(who, leader);
            }
        }
        if (before instanceof Role.Leader && after instanceof Role.Leaving leaving) {
            simulation.saw(CoverageCounts.SPLIT_BRAIN_LEFT, leaving.reason() == EndReason.SPLIT_BRAIN);
            simulation.saw(CoverageCounts.SUPERSEDED_LEFT, leaving.reason() == EndReason.SUPERSEDED);
        }
        contradicted(who, before, event, after);
        answered(before, event, step);
    }

    private void contradicted(SimulatedInstance who, Role before, Event event, Role after) {
        if (event instanceof Event.HolderMismatch(var bid, var holder)
                && before instanceof Role.Leader leader
                && bid.equals(leader.bid())) {
            simulation.saw(CoverageCounts.CONTRADICTED_LEFT);
            var reason = leader.leaseTrust().passed(who.now()) ? EndReason.SUPERSEDED : EndReason.SPLIT_BRAIN;
            if (!(after instanceof Role.Leaving leaving && leaving.reason() == reason)) {
                throw new InvariantViolation(
                        Promise.CONTRADICTED_LEAVES, who + " is " + after + " although PostgreSQL names " + holder);
            }
        }
    }

    private void elected(SimulatedInstance who, Role.Leader leader) {
        simulation.saw(CoverageCounts.ELECTION);
        simulation.saw(CoverageCounts.ELECTION_AFTER_CRASH, newestLeader != null && newestLeader.crashed());
        var term = leader.record().term();
        if (!term.above(highestVerified)) {
            throw new InvariantViolation(
                    Promise.P3_TERMS_GROW,
                    "%s leads under term %s after term %s".formatted(who, term, highestVerified));
        }
        var ledger = simulation.stores().ledger();
        long askedAt = verificationAskedAt.getOrDefault(who, 0L);
        if (!ledger.holds(leader.bid(), term) && ledger.changedAt() < askedAt) {
            throw new InvariantViolation(
                    Promise.VERIFIED_BEFORE_TRUSTED, who + " leads under term " + term + ", which nobody could read");
        }
        highestVerified = term;
        newestLeader = who;
        who.worker().start();
    }

    private void ledOn(SimulatedInstance who, Role.Leader before, Role.Leader after) {
        long now = who.now();
        boolean trusted = after.verifiedRecord(now).isPresent();
        simulation.saw(
                CoverageCounts.LED_ON_AFTER_OUTAGE,
                trusted && before.verifiedRecord(now).isEmpty());
        simulation.saw(
                CoverageCounts.RODE_THROUGH_ON_THE_TERM_ALONE,
                trusted && after.leaseTrust().passed(now));
        simulation.saw(
                CoverageCounts.CLOCK_WRAPPED_WHILE_LEADING,
                now > 0 && after.trustedUntil().nanos() < 0);
    }

    private void answered(Role before, Event event, Step step) {
        boolean leads = before instanceof Role.Leader;
        switch (event) {
            case Event.LeaseAnswered(var bid, var _, LeaseAnswer.Refused _) ->
                simulation.saw(CoverageCounts.LEASE_RENEWAL_REFUSED, leads && bid.equals(before.bid()));
            case Event.TermAnswered(var _, var _, TermAnswer.Refused _) -> {
                simulation.saw(CoverageCounts.TERM_RENEWAL_REFUSED, leads);
                simulation.saw(CoverageCounts.CLAIM_REFUSED, before instanceof Role.Claiming);
                simulation.saw(
                        CoverageCounts.WAITED_FOR_PREDECESSOR,
                        step.role() instanceof Role.Claiming claiming
                                && claiming.askAt().isPresent());
            }
            case Event.LeaseAnswered _, Event.TermAnswered _ ->
                simulation.saw(
                        CoverageCounts.LATE_YES_GIVEN_BACK,
                        before == step.role()
                                && !step.commands().isEmpty()
                                && (step.commands().getFirst() instanceof Command.ReleaseLease
                                        || step.commands().getFirst() instanceof Command.ReleaseTerm));
            case Event.Tick _, Event.ReleaseNotified _, Event.Verified _, Event.Drained _ -> {}
            case Event.TermReleased _, Event.LeaseReleased _ -> {}
            case Event.LeaveRequested _, Event.StopRequested _, Event.HolderMismatch _ -> {}
            case Event.LeaseRead _, Event.TermRead _, Event.ClockJumped _ -> {}
        }
    }

    void verificationAsked(SimulatedInstance who) {
        verificationAskedAt.put(who, simulation.scheduler().now());
    }

    /** What a candidate would read back if the claim's yes could simply be believed. */
    VerifyAnswer claimed(SimulatedInstance who) {
        return who.role() instanceof Role.Verifying verifying
                ? new VerifyAnswer.Seen(Optional.of(verifying.record()))
                : new VerifyAnswer.Failed();
    }

    void released(SimulatedInstance who, Bid bid) {
        if (simulation.stores().stillThere(bid)) {
            throw new InvariantViolation(
                    Promise.RELEASE_ALWAYS_HAPPENS, who + " gave " + bid + " up and its lease is still there");
        }
    }

    Optional<LeaderRecord> believed() {
        return simulation.instances().stream()
                .flatMap(it -> it.believes().stream())
                .findFirst();
    }
}
