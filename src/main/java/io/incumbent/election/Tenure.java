package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Verifying;
import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import java.util.Optional;

/** Holding the office: lease and term are renewed at once, each beat, and trust is the earlier of the two. */
final class Tenure {

    private final Pace pace;
    private final Departure departure;

    Tenure(Pace pace, Departure departure) {
        this.pace = pace;
        this.departure = departure;
    }

    /** The one door into the office. A verification that came after the trust that it verified opens nothing. */
    Step begin(Verifying role, long now) {
        return role.leaseTrust().earlier(role.termTrust()).passed(now)
                ? departure.unverified(role, now)
                : Step.to(leader(role.bid(), role.office(), role.leaseTrust(), role.termTrust(), pace.beat(now)));
    }

    Step next(Leader role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.renewAt().passed(now) -> renew(role, now);
            case Event.LeaseAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> lease(role, answer, askedAt, now);
            case Event.TermAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> term(role, answer, askedAt, now);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ -> departure.late(role, event);
            case Event.Contradicted(var bid)
            when bid.equals(role.bid()) -> departure.begin(role, Reason.SPLIT_BRAIN, false, now);
            case Event.LeaveRequested(var reason) -> departure.begin(role, reason, false, now);
            case Event.StopRequested() -> departure.begin(role, Reason.SHUTDOWN, true, now);
            case Event.Tick _, Event.Woken _, Event.Contradicted _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /** Past its trust a leader has nothing to lose, and its calls may take as long as any. */
    private Step renew(Leader role, long now) {
        var limit = role.trustedUntil().passed(now) ? pace.timing().callLimit() : pace.limit(role.trustedUntil(), now);
        return Step.to(
                leader(role.bid(), role.office(), role.leaseTrust(), role.termTrust(), pace.beat(now)),
                new AcquireLease(role.bid(), Optional.of(role.office()), limit),
                new RenewTerm(role.bid(), role.office().term(), limit));
    }

    private Step lease(Leader role, LeaseAnswer answer, long askedAt, long now) {
        return switch (answer) {
            case LeaseAnswer.Granted(var highest)
            when highest.equals(role.office().term()) -> {
                var trust = role.leaseTrust().later(pace.trust(askedAt));
                yield Step.to(leader(role.bid(), role.office(), trust, role.termTrust(), role.renewAt()));
            }
            case LeaseAnswer.Granted _ -> Step.to(role); // the answer to the bid, for a second time
            case LeaseAnswer.Refused(var _, var highest, var _)
            when highest.above(role.office().term()) -> departure.begin(role, Reason.SUPERSEDED, false, now);
            // A bidder without a term: PostgreSQL is about to refuse him, so this is no answer to "do I still lead?".
            case LeaseAnswer.Refused _, LeaseAnswer.Failed _ -> Step.to(retried(role, now));
        };
    }

    private Step term(Leader role, TermAnswer answer, long askedAt, long now) {
        return switch (answer) {
            case TermAnswer.Granted _ -> {
                var trust = role.termTrust().later(pace.trust(askedAt));
                yield Step.to(leader(role.bid(), role.office(), role.leaseTrust(), trust, role.renewAt()));
            }
            // While the lease is still trusted, Redis names us and PostgreSQL names another, or nobody.
            case TermAnswer.Refused _ -> {
                var reason = role.leaseTrust().passed(now) ? Reason.SUPERSEDED : Reason.SPLIT_BRAIN;
                yield departure.begin(role, reason, false, now);
            }
            case TermAnswer.Failed() -> Step.to(retried(role, now));
        };
    }

    private Leader retried(Leader role, long now) {
        var renewAt = role.renewAt().earlier(pace.retry(now));
        return leader(role.bid(), role.office(), role.leaseTrust(), role.termTrust(), renewAt);
    }

    private Leader leader(Bid bid, Office office, Deadline leaseTrust, Deadline termTrust, Deadline renewAt) {
        var trustedUntil =
                pace.timing().redisOutage() == RedisOutage.RIDE_THROUGH ? termTrust : leaseTrust.earlier(termTrust);
        return new Leader(bid, office, leaseTrust, termTrust, trustedUntil, renewAt);
    }
}
