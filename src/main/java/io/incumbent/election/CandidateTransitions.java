package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ClaimTerm;
import io.incumbent.election.Command.ReadTerm;
import io.incumbent.election.Command.Verify;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.KnownLeader;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.Verifying;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/** The transitions of a candidate: acquire the lease, claim a term, store it beside the lease, read it back. */
final class CandidateTransitions {

    private final ElectionDeadlines deadlines;
    private final Trust trust;
    private final LeaderTransitions leaderTransitions;
    private final LeavingTransitions leavingTransitions;

    CandidateTransitions(
            ElectionDeadlines deadlines, LeaderTransitions leaderTransitions, LeavingTransitions leavingTransitions) {
        this.deadlines = deadlines;
        this.trust = new Trust(deadlines.timing());
        this.leaderTransitions = leaderTransitions;
        this.leavingTransitions = leavingTransitions;
    }

    Step next(Candidate role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.giveUpAt().passed(now) -> leavingTransitions.giveUp(role, now);
            case Event.Tick() -> askAgain(role, now);
            case Event.LeaseAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> lease(role, answer, askedAt, now);
            case Event.TermAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> term(role, answer, askedAt, now);
            case Event.Verified(var bid, var answer) when bid.equals(role.bid()) -> readBack(role, answer, now);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ ->
                leavingTransitions.answeredTooLate(role, event);
            case Event.LeaveRequested(var reason) -> leavingTransitions.leave(role, reason, false, now);
            case Event.StopRequested() -> leavingTransitions.leave(role, EndReason.SHUTDOWN, true, now);
            case Event.ReleaseNotified()
            when role instanceof Bidding bidding ->
                Step.to(new Bidding(bidding.bid(), bidding.giveUpAt(), Optional.empty(), true, bidding.observed()));
            // What was granted to this bid may be over by now.
            case Event.ClockJumped() ->
                leavingTransitions.giveUp(role, role.observed().withoutSightings(), now);
            case Event.TermRead(var _, ReadAnswer.Read(var held))
            when role instanceof Bidding bidding ->
                Step.to(new Bidding(
                        bidding.bid(),
                        bidding.giveUpAt(),
                        bidding.leader(),
                        bidding.notified(),
                        bidding.observed().withTerm(held, now)));
            case Event.ReleaseNotified _, Event.HolderMismatch _ -> Step.to(role);
            case Event.LeaseRead _, Event.TermRead _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    private Step lease(Candidate role, LeaseAnswer answer, long askedAt, long now) {
        return switch (role) {
            case Bidding bidding ->
                switch (answer) {
                    case LeaseAnswer.Granted(var highest) ->
                        claim(bidding.bid(), highest, trust.granted(askedAt), bidding.observed(), now);
                    case LeaseAnswer.Refused refused -> refused(bidding, refused, askedAt, now);
                    case LeaseAnswer.Failed() -> leavingTransitions.giveUp(role, now);
                };
            case Storing storing ->
                switch (answer) {
                    case LeaseAnswer.Granted(var highest)
                    when highest.equals(storing.record().term()) -> verify(storing, trust.granted(askedAt), now);
                    case LeaseAnswer.Granted _ -> Step.to(role); // a repeated answer to the bid
                    case LeaseAnswer.Refused _, LeaseAnswer.Failed _ -> leavingTransitions.giveUp(role, now);
                };
            case Claiming _, Verifying _ -> Step.to(role);
        };
    }

    private Step claim(Bid bid, Term highest, Deadline leaseTrust, Observations observed, long now) {
        return leaseTrust.passed(now)
                ? leavingTransitions.giveUp(
                        new Bidding(bid, leaseTrust, Optional.empty(), false, observed), observed, now)
                : Step.to(
                        new Claiming(
                                bid,
                                highest,
                                leaseTrust,
                                deadlines.giveUpAt(leaseTrust, now),
                                Optional.empty(),
                                observed),
                        new ClaimTerm(
                                bid,
                                highest,
                                observed.takeableTerm(deadlines.timing().margin(), now),
                                deadlines.limit(leaseTrust, now)));
    }

    /**
     * A follower looks at PostgreSQL, too, after each refused bid: if that record never ends, its own sighting must have
     * begun long before this instance claims.
     */
    private Step refused(Bidding role, LeaseAnswer.Refused refused, long askedAt, long now) {
        var observed = role.observed().withLease(refused.held(), now);
        var notBefore = deadlines.afterRefusalIfNotified(now);
        var look = new ReadTerm(role.bid(), deadlines.timing().callLimit());
        if (role.notified()) {
            return Step.to(new Follower(role.bid(), notBefore, notBefore, Optional.empty(), observed), look);
        }
        var free = freeAt(refused, observed, now);
        var bidAt = free.earlier(deadlines.heartbeat(now)).later(deadlines.afterRefusal(now));
        return Step.to(new Follower(role.bid(), bidAt, notBefore, leader(refused, observed, askedAt), observed), look);
    }

    /** When the lease should end, or when it may be taken over although its expiry is later. */
    private Deadline freeAt(LeaseAnswer.Refused refused, Observations observed, long now) {
        var ends = deadlines.bidAfter(refused.left(), now);
        return refused.impossible()
                ? observed.lease()
                        .map(it -> it.takeoverAt(deadlines.timing().margin()))
                        .orElse(ends)
                : ends;
    }

    /** An expiry that is too long does not make a leader known that nobody has renewed. */
    private static Optional<KnownLeader> leader(LeaseAnswer.Refused refused, Observations observed, long askedAt) {
        var ends = Deadline.in(refused.left(), askedAt);
        var until = observed.lease().map(it -> ends.earlier(it.heldUntil())).orElse(ends);
        return refused.holder().record().map(record -> new KnownLeader(record, until));
    }

    private Step term(Candidate role, TermAnswer answer, long askedAt, long now) {
        return switch (role) {
            case Claiming claiming ->
                switch (answer) {
                    // After our lease another instance may have led under the same number.
                    case TermAnswer.Granted _
                    when claiming.leaseTrust().passed(now) -> leavingTransitions.giveUp(role, now);
                    case TermAnswer.Granted(var record) -> store(claiming, record, trust.granted(askedAt), now);
                    case TermAnswer.Refused(var _, var left, var held)
                    when endsSoon(left) -> Step.to(waitForPredecessor(claiming, left, held, now));
                    case TermAnswer.Refused(var _, var _, var held) ->
                        leavingTransitions.giveUp(role, role.observed().withTerm(held, now), now);
                    case TermAnswer.Failed() -> leavingTransitions.giveUp(role, now);
                };
            case Bidding _, Storing _, Verifying _ -> Step.to(role);
        };
    }

    /**
     * Lease and term of a crashed leader end at nearly, not exactly, the same moment. A term that ends soon after its
     * lease is no split brain: the candidate keeps the lease and claims again then.
     */
    private boolean endsSoon(Duration left) {
        return left.compareTo(deadlines.timing().margin()) <= 0;
    }

    private Claiming waitForPredecessor(Claiming role, Duration left, Optional<GrantStamp> held, long now) {
        // Nobody holds it: fenced work was in the way. Or this bid is over, and will be refused until its lease ends.
        var soonest = held.isPresent() ? deadlines.afterRefusal(now) : deadlines.afterRefusalByNobody(now);
        var askAt = deadlines.bidAfter(left, now).later(soonest);
        return new Claiming(
                role.bid(),
                role.highest(),
                role.leaseTrust(),
                role.leaseTrust(),
                Optional.of(askAt),
                role.observed().withTerm(held, now));
    }

    private Step store(Claiming role, LeaderRecord record, Deadline termTrust, long now) {
        // the lease was asked for before the term, so its trust ends first
        return Step.to(
                new Storing(
                        role.bid(),
                        record,
                        role.leaseTrust(),
                        termTrust,
                        deadlines.giveUpAt(role.leaseTrust(), now),
                        role.observed()),
                new AcquireLease(
                        role.bid(), Optional.of(record), Optional.empty(), deadlines.limit(role.leaseTrust(), now)));
    }

    private Step verify(Storing role, Deadline stored, long now) {
        var leaseTrust = role.leaseTrust().later(stored);
        var earlier = leaseTrust.earlier(role.termTrust());
        var readBackUntil = Deadline.in(Timing.READ_BACK_LIMIT, now);
        return Step.to(
                new Verifying(
                        role.bid(),
                        role.record(),
                        leaseTrust,
                        role.termTrust(),
                        readBackUntil,
                        deadlines.giveUpAt(earlier, now),
                        Optional.empty(),
                        role.observed()),
                new Verify(role.bid(), deadlines.limit(earlier, now)));
    }

    private Step readBack(Candidate role, VerifyAnswer answer, long now) {
        return switch (role) {
            case Verifying verifying ->
                switch (answer) {
                    case VerifyAnswer.Seen(var record)
                    when record.equals(Optional.of(verifying.record())) -> leaderTransitions.begin(verifying, now);
                    case VerifyAnswer.Seen _
                    when !verifying.readBackUntil().passed(now) ->
                        Step.to(verifying.askAt(Deadline.in(Timing.READ_BACK_RETRY, now)));
                    case VerifyAnswer.Seen _, VerifyAnswer.Failed _ -> leavingTransitions.giveUp(role, now);
                };
            case Bidding _, Claiming _, Storing _ -> Step.to(role);
        };
    }

    private Step askAgain(Candidate role, long now) {
        return switch (role) {
            case Claiming claiming
            when due(claiming.askAt(), now) ->
                claim(claiming.bid(), claiming.highest(), claiming.leaseTrust(), claiming.observed(), now);
            case Verifying verifying
            when due(verifying.askAt(), now) ->
                Step.to(verifying.asked(), new Verify(verifying.bid(), deadlines.limit(verifying.giveUpAt(), now)));
            case Bidding _, Claiming _, Storing _, Verifying _ -> Step.to(role);
        };
    }

    private static boolean due(Optional<Deadline> askAt, long now) {
        return askAt.isPresent() && askAt.get().passed(now);
    }
}
