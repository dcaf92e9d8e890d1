package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.Stopped;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The election as a function from role, event and time to role and commands, without I/O, thread, clock or logger. The
 * description of the package has the protocol.
 */
public final class Election {

    private final ElectionDeadlines deadlines;
    private final CandidateTransitions candidateTransitions;
    private final LeaderTransitions leaderTransitions;
    private final LeavingTransitions leavingTransitions;

    /** @param chance the source of jitter; seeded, the whole election repeats itself */
    public Election(Timing timing, RandomGenerator chance) {
        this.deadlines = new ElectionDeadlines(timing, chance);
        this.leavingTransitions = new LeavingTransitions(deadlines);
        this.leaderTransitions = new LeaderTransitions(deadlines, leavingTransitions);
        this.candidateTransitions = new CandidateTransitions(deadlines, leaderTransitions, leavingTransitions);
    }

    /** A follower that bids at once. */
    public Role start(String instance, long now) {
        var at = new Deadline(now);
        return new Follower(new Bid(instance, 0), at, at, Optional.empty(), Observations.NONE);
    }

    /**
     * The role after {@code event}, and the commands that follow.
     *
     * @param now the ticker's reading, never earlier than at the call before
     */
    public Step next(Role role, Event event, long now) {
        return switch (role) {
            case Follower follower -> follow(follower, event, now);
            case Candidate candidate -> candidateTransitions.next(candidate, event, now);
            case Leader leader -> leaderTransitions.next(leader, event, now);
            case Leaving leaving -> leavingTransitions.next(leaving, event, now);
            case Stopped stopped -> leavingTransitions.answeredTooLate(stopped, event);
        };
    }

    private Step follow(Follower role, Event event, long now) {
        return switch (event) {
            case Event.Tick()
            when role.bidAt().passed(now) -> {
                var bid = role.bid().next(deadlines.chance());
                var timing = deadlines.timing();
                var observed = role.observed().takeableLease(timing.margin(), now);
                yield Step.to(
                        new Bidding(bid, Deadline.in(timing.callLimit(), now), role.leader(), false, role.observed()),
                        new AcquireLease(bid, Optional.empty(), observed, timing.callLimit()));
            }
            case Event.ReleaseNotified() -> {
                var soon = deadlines.bidAfter(Duration.ZERO, now).later(role.notBefore());
                yield Step.to(new Follower(
                        role.bid(), role.bidAt().earlier(soon), role.notBefore(), Optional.empty(), role.observed()));
            }
            case Event.TermRead(var _, ReadAnswer.Read(var held)) ->
                Step.to(new Follower(
                        role.bid(),
                        role.bidAt(),
                        role.notBefore(),
                        role.leader(),
                        role.observed().withTerm(held, now)));
            case Event.ClockJumped() ->
                Step.to(new Follower(
                        role.bid(),
                        role.bidAt(),
                        role.notBefore(),
                        Optional.empty(),
                        role.observed().withoutSightings()));
            case Event.StopRequested() -> Step.to(new Stopped(role.bid()));
            case Event.Tick _, Event.LeaveRequested _, Event.HolderMismatch _ -> Step.to(role);
            case Event.LeaseRead _, Event.TermRead _ -> Step.to(role);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ ->
                leavingTransitions.answeredTooLate(role, event);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }
}
