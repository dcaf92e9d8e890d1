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
 * One election as a function: role, event and time in; role and commands out. No I/O, thread, clock or logger. See the
 * package comment for the protocol.
 */
public final class Election {

    private final ElectionDeadlines pace;
    private final CandidateTransitions candidacy;
    private final LeaderTransitions tenure;
    private final LeavingTransitions departure;

    /** @param chance the source of jitter; seeded, the whole election repeats itself */
    public Election(Timing timing, RandomGenerator chance) {
        this.pace = new ElectionDeadlines(timing, chance);
        this.departure = new LeavingTransitions(pace);
        this.tenure = new LeaderTransitions(pace, departure);
        this.candidacy = new CandidateTransitions(pace, tenure, departure);
    }

    /** A follower that bids at once. */
    public Role start(String instance, long now) {
        return new Follower(new Bid(instance, 0), new Deadline(now), Optional.empty(), false);
    }

    /**
     * The role after {@code event}, and what to do.
     *
     * @param now the ticker's reading, never earlier than at the call before
     */
    public Step next(Role role, Event event, long now) {
        return switch (role) {
            case Follower follower -> follow(follower, event, now);
            case Candidate candidate -> candidacy.next(candidate, event, now);
            case Leader leader -> tenure.next(leader, event, now);
            case Leaving leaving -> departure.next(leaving, event, now);
            case Stopped stopped -> departure.late(stopped, event);
        };
    }

    private Step follow(Follower role, Event event, long now) {
        return switch (event) {
            case Event.Tick()
            when role.bidAt().passed(now) -> {
                var bid = role.bid().next();
                var limit = pace.timing().callLimit();
                yield Step.to(
                        new Bidding(bid, Deadline.in(limit, now), role.leader(), false),
                        new AcquireLease(bid, Optional.empty(), limit));
            }
            case Event.Woken()
            when !role.standsAside() -> {
                var soon = pace.bidAfter(Duration.ZERO, now);
                yield Step.to(new Follower(role.bid(), role.bidAt().earlier(soon), Optional.empty(), false));
            }
            case Event.StopRequested() -> Step.to(new Stopped(role.bid()));
            case Event.Tick _, Event.Woken _, Event.LeaveRequested _, Event.Contradicted _ -> Step.to(role);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ -> departure.late(role, event);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }
}
