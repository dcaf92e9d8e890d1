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
        return new Follower(new Bid(instance, 0), new Deadline(now), Optional.empty(), false);
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
                var bid = role.bid().next();
                var limit = deadlines.timing().callLimit();
                yield Step.to(
                        new Bidding(bid, Deadline.in(limit, now), role.leader(), false),
                        new AcquireLease(bid, Optional.empty(), limit));
            }
            case Event.ReleaseNotified()
            when !role.backsOff() -> {
                var soon = deadlines.bidAfter(Duration.ZERO, now);
                yield Step.to(new Follower(role.bid(), role.bidAt().earlier(soon), Optional.empty(), false));
            }
            case Event.StopRequested() -> Step.to(new Stopped(role.bid()));
            case Event.Tick _, Event.ReleaseNotified _, Event.LeaveRequested _, Event.HolderMismatch _ -> Step.to(role);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ ->
                leavingTransitions.answeredTooLate(role, event);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }
}
