package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ReadLease;
import io.incumbent.election.Command.ReadTerm;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.UnansweredStores;
import io.incumbent.election.Role.Verifying;
import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import java.time.Duration;
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
                        deadlines.afterRefusal(now),
                        UnansweredStores.NONE,
                        Optional.empty(),
                        Observations.NONE));
    }

    Step next(Leader role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.renewAt().passed(now) -> renew(role, now);
            case Event.LeaseAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> lease(role, answer, askedAt, now);
            case Event.TermAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> term(role, answer, askedAt, now);
            case Event.LeaseRead(var bid, var answer)
            when bid.equals(role.bid()) -> read(role, answer, role.unanswered().ofRedis(false), now);
            case Event.TermRead(var bid, var answer)
            when bid.equals(role.bid()) -> read(role, answer, role.unanswered().ofPostgresql(false), now);
            case Event.ClockJumped() -> Step.to(untrusted(role, now));
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ ->
                leavingTransitions.answeredTooLate(role, event);
            case Event.HolderMismatch(var bid, var _) when bid.equals(role.bid()) -> contradicted(role, now);
            case Event.LeaveRequested(var reason) -> leavingTransitions.leave(role, reason, false, now);
            case Event.StopRequested() -> leavingTransitions.leave(role, EndReason.SHUTDOWN, true, now);
            case Event.Tick _, Event.ReleaseNotified _, Event.HolderMismatch _ -> Step.to(role);
            case Event.LeaseRead _, Event.TermRead _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    /**
     * Renews. While one store does not answer, the other one is not renewed: a leader that has lost the connection to
     * only one store would otherwise keep the leadership for ever, without being able to act on it.
     *
     * <p>A renewal without an answer may have taken effect all the same. So past its trust a leader only looks at a
     * silent store, and renews when it hears an answer: on a link that carries nothing back, or too slowly, it would
     * otherwise keep a leadership alive that it cannot use. Once trust has run out, the calls may use the whole time limit.
     */
    private Step renew(Leader role, long now) {
        boolean trusted = !role.trustedUntil().passed(now);
        var limit = trusted
                ? deadlines.limit(role.trustedUntil(), now)
                : deadlines.timing().callLimit();
        var unanswered = role.unanswered();
        var commands = new ArrayList<Command>(2);
        if (unanswered.redis() || !unanswered.postgresql()) {
            commands.add(
                    trusted || !unanswered.redis() ? renewLease(role, limit, now) : new ReadLease(role.bid(), limit));
        }
        if (unanswered.postgresql() || !unanswered.redis() || rideThrough()) {
            commands.add(
                    trusted || !unanswered.postgresql()
                            ? new RenewTerm(role.bid(), role.record().term(), limit)
                            : new ReadTerm(role.bid(), limit));
        }
        return new Step(role.renewed(deadlines.heartbeat(now), deadlines.afterRefusal(now)), List.copyOf(commands));
    }

    /** A lease that another program wrote is taken back in time: PostgreSQL still names this instance. */
    private AcquireLease renewLease(Leader role, Duration limit, long now) {
        var observed = role.observed().takeableLease(deadlines.timing().margin(), now);
        return new AcquireLease(role.bid(), Optional.of(role.record()), observed, limit);
    }

    /** Renews both stores at once when none is silent any more. A repeated answer changes nothing. */
    private Step read(Leader role, ReadAnswer answer, UnansweredStores heard, long now) {
        return switch (answer) {
            case ReadAnswer.Read _ when heard.equals(role.unanswered()) -> Step.to(role);
            case ReadAnswer.Read _ -> {
                var at = heard.any() ? role.renewAt() : role.renewAt().earlier(new Deadline(now));
                yield Step.to(role.unanswered(heard).renewingAt(at));
            }
            case ReadAnswer.Failed() -> Step.to(retried(role, now));
        };
    }

    /** Its trust is over until both stores grant something that was asked for after the jump. */
    private Leader untrusted(Leader role, long now) {
        var over = new Deadline(now);
        return new Leader(
                role.bid(),
                role.record(),
                over,
                over,
                over,
                over.later(role.notBefore()),
                role.notBefore(),
                role.unanswered(),
                Optional.of(over),
                role.observed().withoutSightings());
    }

    private Step lease(Leader role, LeaseAnswer answer, long askedAt, long now) {
        return switch (answer) {
            // Also a repeated answer to the bid: that was granted before the renewals, so it extends nothing.
            case LeaseAnswer.Granted _ -> {
                var leaseTrust = trust.extended(role.leaseTrust(), askedAt, role.jumpedAt());
                var renewAt = renewAfterAnswer(role, role.unanswered().redis(), now);
                var renewed = trusting(role, leaseTrust, role.termTrust());
                yield Step.to(
                        renewed.unanswered(role.unanswered().ofRedis(false)).renewingAt(renewAt));
            }
            case LeaseAnswer.Refused(var _, var highest, var _, var _)
            when highest.above(role.record().term()) ->
                leavingTransitions.leave(role, EndReason.SUPERSEDED, false, now);
            // A bidder without a term, which PostgreSQL is about to refuse: this does not end the leadership.
            case LeaseAnswer.Refused refused ->
                Step.to(retried(
                        role.unanswered(role.unanswered().ofRedis(false))
                                .observed(role.observed().withLease(refused.held(), now)),
                        now));
            case LeaseAnswer.Failed() ->
                Step.to(retried(role.unanswered(role.unanswered().ofRedis(true)), now));
        };
    }

    private Step term(Leader role, TermAnswer answer, long askedAt, long now) {
        return switch (answer) {
            case TermAnswer.Granted _ -> {
                var termTrust = trust.extended(role.termTrust(), askedAt, role.jumpedAt());
                var renewAt = renewAfterAnswer(role, role.unanswered().postgresql(), now);
                var renewed = trusting(role, role.leaseTrust(), termTrust);
                yield Step.to(renewed.unanswered(role.unanswered().ofPostgresql(false))
                        .renewingAt(renewAt));
            }
            case TermAnswer.Refused _ -> contradicted(role, now);
            case TermAnswer.Failed() ->
                Step.to(retried(role.unanswered(role.unanswered().ofPostgresql(true)), now));
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

    private Leader retried(Leader role, long now) {
        return role.renewingAt(role.renewAt().earlier(deadlines.retry(now)));
    }

    private Leader trusting(Leader role, Deadline leaseTrust, Deadline termTrust) {
        return new Leader(
                role.bid(),
                role.record(),
                leaseTrust,
                termTrust,
                trust.until(leaseTrust, termTrust),
                role.renewAt(),
                role.notBefore(),
                role.unanswered(),
                role.jumpedAt(),
                role.observed());
    }

    private boolean rideThrough() {
        return deadlines.timing().redisOutage() == RedisOutage.RIDE_THROUGH;
    }
}
