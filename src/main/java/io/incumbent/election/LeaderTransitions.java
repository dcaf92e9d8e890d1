package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.UnansweredStores;
import io.incumbent.election.Role.Verifying;
import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The transitions of a leader: it renews lease and term side by side, and trust ends with the earlier of the two. */
final class LeaderTransitions {

    private final ElectionDeadlines deadlines;
    private final Trust trust;
    private final LeavingTransitions leavingTransitions;

    LeaderTransitions(ElectionDeadlines deadlines, LeavingTransitions leavingTransitions) {
        this.deadlines = deadlines;
        this.trust = new Trust(deadlines.timing());
        this.leavingTransitions = leavingTransitions;
    }

    /** Begins a leadership. There is no other way to it. A verification that arrives after trust has run out fails. */
    Step begin(Verifying role, long now) {
        return role.leaseTrust().earlier(role.termTrust()).passed(now)
                ? leavingTransitions.giveUp(role, now)
                : Step.to(new Leader(
                        role.bid(),
                        role.record(),
                        role.leaseTrust(),
                        role.termTrust(),
                        trust.until(role.leaseTrust(), role.termTrust()),
                        deadlines.heartbeat(now),
                        UnansweredStores.NONE));
    }

    Step next(Leader role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.renewAt().passed(now) -> renew(role, now);
            case Event.LeaseAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> lease(role, answer, askedAt, now);
            case Event.TermAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> term(role, answer, askedAt, now);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ ->
                leavingTransitions.answeredTooLate(role, event);
            case Event.HolderMismatch(var bid, var _) when bid.equals(role.bid()) -> contradicted(role, now);
            case Event.LeaveRequested(var reason) -> leavingTransitions.leave(role, reason, false, now);
            case Event.StopRequested() -> leavingTransitions.leave(role, EndReason.SHUTDOWN, true, now);
            case Event.Tick _, Event.ReleaseNotified _, Event.HolderMismatch _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /**
     * Renews. While one store does not answer, the other one is not renewed: a leader that has lost the connection to
     * only one store would otherwise keep the leadership for ever, without being able to act on it. Once trust has run
     * out, the calls may use the whole time limit.
     */
    private Step renew(Leader role, long now) {
        var limit = role.trustedUntil().passed(now)
                ? deadlines.timing().callLimit()
                : deadlines.limit(role.trustedUntil(), now);
        var unanswered = role.unanswered();
        var commands = new ArrayList<Command>(2);
        if (unanswered.redis() || !unanswered.postgresql()) {
            commands.add(new AcquireLease(role.bid(), Optional.of(role.record()), limit));
        }
        if (unanswered.postgresql() || !unanswered.redis() || rideThrough()) {
            commands.add(new RenewTerm(role.bid(), role.record().term(), limit));
        }
        return new Step(
                with(role, role.leaseTrust(), role.termTrust(), deadlines.heartbeat(now), unanswered),
                List.copyOf(commands));
    }

    private Step lease(Leader role, LeaseAnswer answer, long askedAt, long now) {
        return switch (answer) {
            case LeaseAnswer.Granted(var highest)
            when highest.equals(role.record().term()) -> {
                var leaseTrust = trust.extended(role.leaseTrust(), askedAt);
                var renewAt = renewAfterAnswer(role, role.unanswered().redis(), now);
                yield Step.to(with(
                        role,
                        leaseTrust,
                        role.termTrust(),
                        renewAt,
                        role.unanswered().ofRedis(false)));
            }
            case LeaseAnswer.Granted _ -> Step.to(role); // a repeated answer to the bid
            case LeaseAnswer.Refused(var _, var highest, var _)
            when highest.above(role.record().term()) ->
                leavingTransitions.leave(role, EndReason.SUPERSEDED, false, now);
            // A bidder without a term, which PostgreSQL is about to refuse: this does not end the leadership.
            case LeaseAnswer.Refused _ ->
                Step.to(retried(role, role.unanswered().ofRedis(false), now));
            case LeaseAnswer.Failed() -> Step.to(retried(role, role.unanswered().ofRedis(true), now));
        };
    }

    private Step term(Leader role, TermAnswer answer, long askedAt, long now) {
        return switch (answer) {
            case TermAnswer.Granted _ -> {
                var termTrust = trust.extended(role.termTrust(), askedAt);
                var renewAt = renewAfterAnswer(role, role.unanswered().postgresql(), now);
                yield Step.to(with(
                        role,
                        role.leaseTrust(),
                        termTrust,
                        renewAt,
                        role.unanswered().ofPostgresql(false)));
            }
            case TermAnswer.Refused _ -> contradicted(role, now);
            case TermAnswer.Failed() -> Step.to(retried(role, role.unanswered().ofPostgresql(true), now));
        };
    }

    /** A split brain while the lease is still trusted, since Redis then names this instance; later, a successor. */
    private Step contradicted(Leader role, long now) {
        var reason = role.leaseTrust().passed(now) ? EndReason.SUPERSEDED : EndReason.SPLIT_BRAIN;
        return leavingTransitions.leave(role, reason, false, now);
    }

    /** Renews both stores at once when the one that did not answer does so again. */
    private static Deadline renewAfterAnswer(Leader role, boolean wasUnanswered, long now) {
        return wasUnanswered ? role.renewAt().earlier(new Deadline(now)) : role.renewAt();
    }

    private Leader retried(Leader role, UnansweredStores unanswered, long now) {
        var renewAt = role.renewAt().earlier(deadlines.retry(now));
        return with(role, role.leaseTrust(), role.termTrust(), renewAt, unanswered);
    }

    private Leader with(
            Leader role, Deadline leaseTrust, Deadline termTrust, Deadline renewAt, UnansweredStores unanswered) {
        var trustedUntil = trust.until(leaseTrust, termTrust);
        return new Leader(role.bid(), role.record(), leaseTrust, termTrust, trustedUntil, renewAt, unanswered);
    }

    private boolean rideThrough() {
        return deadlines.timing().redisOutage() == RedisOutage.RIDE_THROUGH;
    }
}
