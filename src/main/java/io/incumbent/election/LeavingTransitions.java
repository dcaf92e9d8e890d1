package io.incumbent.election;

import io.incumbent.election.Command.Drain;
import io.incumbent.election.Command.ReleaseLease;
import io.incumbent.election.Command.ReleaseTerm;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.LeavingStep;
import io.incumbent.election.Role.Stopped;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.Verifying;
import io.incumbent.time.Deadline;
import java.util.Optional;

/**
 * The transitions of an instance that leaves, in this order: end trust, let fenced work finish, release the term, release
 * the lease. A step that fails does not stop the next one. Every release names its bid and depends on no other state.
 */
final class LeavingTransitions {

    private final ElectionDeadlines deadlines;

    LeavingTransitions(ElectionDeadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** A candidate gives up; no instance ever acted under its bid. */
    Step giveUp(Candidate role, long now) {
        return giveUp(role, role.observed(), now);
    }

    /** The same, after it has seen more. */
    Step giveUp(Candidate role, Observations observed, long now) {
        return switch (role) {
            case Bidding _, Claiming _ -> leave(role, EndReason.UNVERIFIED, false, observed, now);
            case Storing _, Verifying _ ->
                leave(role, EndReason.UNVERIFIED, false, observed.withAnotherUnverified(), now);
        };
    }

    /** A leader or candidate ends for another reason than that its candidacy failed. */
    Step leave(Role role, EndReason reason, boolean stopping, long now) {
        return leave(role, reason, stopping, Observations.NONE, now);
    }

    /** The first step depends on what may be held: a leader has work to drain, a bidder has no term. */
    private Step leave(Role role, EndReason reason, boolean stopping, Observations observed, long now) {
        var step =
                switch (role) {
                    case Leader _ -> LeavingStep.DRAINING;
                    case Bidding _ -> LeavingStep.RELEASING_LEASE;
                    case Claiming _, Storing _, Verifying _ -> LeavingStep.RELEASING_TERM;
                    case Follower _, Leaving _, Stopped _ -> throw new IllegalStateException("holds nothing: " + role);
                };
        return enter(role.bid(), reason, step, stopping, observed, now);
    }

    Step next(Leaving role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.until().passed(now) -> after(role, now);
            case Event.Drained(var bid) when in(role, LeavingStep.DRAINING, bid) -> after(role, now);
            case Event.TermReleased(var bid) when in(role, LeavingStep.RELEASING_TERM, bid) -> after(role, now);
            case Event.LeaseReleased(var bid) when in(role, LeavingStep.RELEASING_LEASE, bid) -> after(role, now);
            case Event.StopRequested() ->
                Step.to(new Leaving(role.bid(), role.reason(), role.step(), role.until(), true, role.observed()));
            case Event.ClockJumped() ->
                Step.to(new Leaving(
                        role.bid(),
                        role.reason(),
                        role.step(),
                        role.until(),
                        role.stopping(),
                        role.observed().withoutSightings()));
            case Event.LeaseAnswered(var bid, var _, var _)
            when before(role, LeavingStep.RELEASING_LEASE, bid) -> Step.to(role);
            case Event.TermAnswered(var bid, var _, var _)
            when before(role, LeavingStep.RELEASING_TERM, bid) -> Step.to(role);
            case Event.LeaseAnswered _, Event.TermAnswered _ -> answeredTooLate(role, event);
            case Event.Tick _, Event.ReleaseNotified _, Event.Verified _ -> Step.to(role);
            case Event.LeaveRequested _, Event.HolderMismatch _ -> Step.to(role);
            case Event.LeaseRead _, Event.TermRead _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /** A grant to a bid that was given up is released at once. Other late answers are ignored. */
    Step answeredTooLate(Role role, Event event) {
        var limit = deadlines.timing().callLimit();
        return switch (event) {
            case Event.LeaseAnswered(var bid, var _, LeaseAnswer.Granted _) ->
                Step.to(role, new ReleaseLease(bid, limit));
            case Event.TermAnswered(var bid, var _, TermAnswer.Granted _) ->
                Step.to(role, new ReleaseTerm(bid, releaseReason(role, bid), limit));
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _, Event.Tick _ -> Step.to(role);
            case Event.ReleaseNotified _, Event.LeaveRequested _, Event.StopRequested _, Event.HolderMismatch _ ->
                Step.to(role);
            case Event.LeaseRead _, Event.TermRead _, Event.ClockJumped _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /** A renewal may be answered while its term is being released: two releases race, so both need the same reason. */
    private static EndReason releaseReason(Role role, Bid bid) {
        return role instanceof Leaving leaving && leaving.bid().equals(bid) ? leaving.reason() : EndReason.UNVERIFIED;
    }

    private Step after(Leaving role, long now) {
        return switch (role.step()) {
            case DRAINING -> enter(role, LeavingStep.RELEASING_TERM, now);
            case RELEASING_TERM -> enter(role, LeavingStep.RELEASING_LEASE, now);
            case RELEASING_LEASE -> role.stopping() ? Step.to(new Stopped(role.bid())) : Step.to(follower(role, now));
        };
    }

    /** Others bid first, so no notification brings the bid forward. */
    private Follower follower(Leaving role, long now) {
        var bidAt = nextBid(role, now);
        return new Follower(role.bid(), bidAt, bidAt, Optional.empty(), role.observed());
    }

    private Step enter(Leaving role, LeavingStep step, long now) {
        return enter(role.bid(), role.reason(), step, role.stopping(), role.observed(), now);
    }

    private Step enter(Bid bid, EndReason reason, LeavingStep step, boolean stopping, Observations observed, long now) {
        var limit = step == LeavingStep.DRAINING
                ? deadlines.timing().drainLimit()
                : deadlines.timing().callLimit();
        var role = new Leaving(bid, reason, step, Deadline.in(limit, now), stopping, observed);
        return switch (step) {
            case DRAINING -> Step.to(role, new Drain(bid, limit));
            case RELEASING_TERM -> Step.to(role, new ReleaseTerm(bid, reason, limit));
            case RELEASING_LEASE -> Step.to(role, new ReleaseLease(bid, limit));
        };
    }

    /** A former leader lets all others bid first; a candidate without success tries again soon. */
    private Deadline nextBid(Leaving role, long now) {
        return role.reason() == EndReason.UNVERIFIED
                ? deadlines.nextCandidacy(role.observed().unverified(), now)
                : deadlines.afterOthers(now);
    }

    /** A late grant to the bid that is being left needs no release of its own, since that one still follows. */
    private static boolean before(Leaving role, LeavingStep step, Bid bid) {
        return role.step().compareTo(step) < 0 && role.bid().equals(bid);
    }

    private static boolean in(Leaving role, LeavingStep step, Bid bid) {
        return role.step() == step && role.bid().equals(bid);
    }
}
