package io.incumbent.election;

import io.incumbent.election.Command.Drain;
import io.incumbent.election.Command.ReleaseLease;
import io.incumbent.election.Command.ReleaseTerm;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.Phase;
import io.incumbent.election.Role.Stopped;
import io.incumbent.time.Deadline;
import java.util.Optional;

/**
 * Leaving, in this order: believe nothing, let fenced work finish, release the term, release the lease. Whatever fails on
 * the way, the next step is taken all the same, and every release names its own bid and asks nothing else.
 */
final class LeavingTransitions {

    private final ElectionDeadlines pace;

    LeavingTransitions(ElectionDeadlines pace) {
        this.pace = pace;
    }

    /** A candidate gives up; nobody ever acted under its bid. */
    Step unverified(Candidate role, long now) {
        return begin(role, EndReason.UNVERIFIED, false, now);
    }

    /** What may be held decides where to start: a leader has work to drain, a mere bidder has no term. */
    Step begin(Role role, EndReason reason, boolean stopping, long now) {
        return switch (role) {
            case Leader leader -> enter(leader.bid(), reason, Phase.DRAINING, stopping, now);
            case Bidding bidding -> enter(bidding.bid(), reason, Phase.RELEASING_LEASE, stopping, now);
            case Candidate candidate -> enter(candidate.bid(), reason, Phase.RELEASING_TERM, stopping, now);
            case Follower _, Leaving _, Stopped _ -> throw new IllegalStateException("holds nothing: " + role);
        };
    }

    Step next(Leaving role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.until().passed(now) -> after(role, now);
            case Event.Drained(var bid) when in(role, Phase.DRAINING, bid) -> after(role, now);
            case Event.TermReleased(var bid) when in(role, Phase.RELEASING_TERM, bid) -> after(role, now);
            case Event.LeaseReleased(var bid) when in(role, Phase.RELEASING_LEASE, bid) -> after(role, now);
            case Event.StopRequested() ->
                Step.to(new Leaving(role.bid(), role.reason(), role.phase(), role.until(), true));
            case Event.LeaseAnswered(var bid, var _, var _)
            when before(role, Phase.RELEASING_LEASE, bid) -> Step.to(role);
            case Event.TermAnswered(var bid, var _, var _)
            when before(role, Phase.RELEASING_TERM, bid) -> Step.to(role);
            case Event.LeaseAnswered _, Event.TermAnswered _ -> late(role, event);
            case Event.Tick _, Event.Woken _, Event.Verified _ -> Step.to(role);
            case Event.LeaveRequested _, Event.Contradicted _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /** A yes to a bid that was given up is given back at once. No other late answer means anything. */
    Step late(Role role, Event event) {
        var limit = pace.timing().callLimit();
        return switch (event) {
            case Event.LeaseAnswered(var bid, var _, LeaseAnswer.Granted _) ->
                Step.to(role, new ReleaseLease(bid, limit));
            case Event.TermAnswered(var bid, var _, TermAnswer.Granted _) ->
                Step.to(role, new ReleaseTerm(bid, whyGivenBack(role, bid), limit));
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _, Event.Tick _ -> Step.to(role);
            case Event.Woken _, Event.LeaveRequested _, Event.StopRequested _, Event.Contradicted _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /** A renewal that is answered while its term is being released: two releases race, and both must say the same. */
    private static EndReason whyGivenBack(Role role, Bid bid) {
        return role instanceof Leaving leaving && leaving.bid().equals(bid) ? leaving.reason() : EndReason.UNVERIFIED;
    }

    private Step after(Leaving role, long now) {
        return switch (role.phase()) {
            case DRAINING -> enter(role.bid(), role.reason(), Phase.RELEASING_TERM, role.stopping(), now);
            case RELEASING_TERM -> enter(role.bid(), role.reason(), Phase.RELEASING_LEASE, role.stopping(), now);
            case RELEASING_LEASE ->
                role.stopping()
                        ? Step.to(new Stopped(role.bid()))
                        : Step.to(new Follower(role.bid(), nextBid(role.reason(), now), Optional.empty(), true));
        };
    }

    private Step enter(Bid bid, EndReason reason, Phase phase, boolean stopping, long now) {
        var limit = phase == Phase.DRAINING
                ? pace.timing().drainLimit()
                : pace.timing().callLimit();
        var role = new Leaving(bid, reason, phase, Deadline.in(limit, now), stopping);
        return switch (phase) {
            case DRAINING -> Step.to(role, new Drain(bid, limit));
            case RELEASING_TERM -> Step.to(role, new ReleaseTerm(bid, reason, limit));
            case RELEASING_LEASE -> Step.to(role, new ReleaseLease(bid, limit));
        };
    }

    /** Who gave the office up lets everybody else bid first; who never had it tries again soon. */
    private Deadline nextBid(EndReason reason, long now) {
        return reason == EndReason.UNVERIFIED ? pace.retry(now) : pace.afterOthers(now);
    }

    /** A late yes to the bid that is being left needs no release of its own: that one is still to come, in its turn. */
    private static boolean before(Leaving role, Phase phase, Bid bid) {
        return role.phase().compareTo(phase) < 0 && role.bid().equals(bid);
    }

    private static boolean in(Leaving role, Phase phase, Bid bid) {
        return role.phase() == phase && role.bid().equals(bid);
    }
}
