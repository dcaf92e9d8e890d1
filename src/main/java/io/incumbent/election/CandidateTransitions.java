package io.incumbent.election;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.ClaimTerm;
import io.incumbent.election.Command.Verify;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Follower;
import io.incumbent.election.Role.Sighting;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.Verifying;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/** The way to the office: lease, term, term stored beside the lease, term read back. */
final class CandidateTransitions {

    private final ElectionDeadlines pace;
    private final LeaderTransitions tenure;
    private final LeavingTransitions departure;

    CandidateTransitions(ElectionDeadlines pace, LeaderTransitions tenure, LeavingTransitions departure) {
        this.pace = pace;
        this.tenure = tenure;
        this.departure = departure;
    }

    Step next(Candidate role, Event event, long now) {
        return switch (event) {
            case Event.Tick() when role.giveUpAt().passed(now) -> departure.unverified(role, now);
            case Event.Tick() -> askAgain(role, now);
            case Event.LeaseAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> lease(role, answer, askedAt, now);
            case Event.TermAnswered(var bid, var askedAt, var answer)
            when bid.equals(role.bid()) -> term(role, answer, askedAt, now);
            case Event.Verified(var bid, var answer) when bid.equals(role.bid()) -> readBack(role, answer, now);
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.Verified _ -> departure.late(role, event);
            case Event.LeaveRequested(var reason) -> departure.begin(role, reason, false, now);
            case Event.StopRequested() -> departure.begin(role, EndReason.SHUTDOWN, true, now);
            case Event.Woken()
            when role instanceof Bidding bidding ->
                Step.to(new Bidding(bidding.bid(), bidding.giveUpAt(), Optional.empty(), true));
            case Event.Woken _, Event.Contradicted _ -> Step.to(role);
            case Event.Drained _, Event.TermReleased _, Event.LeaseReleased _ -> Step.to(role);
        };
    }

    private Step lease(Candidate role, LeaseAnswer answer, long askedAt, long now) {
        return switch (role) {
            case Bidding bidding ->
                switch (answer) {
                    case LeaseAnswer.Granted(var highest) -> claim(bidding.bid(), highest, pace.trust(askedAt), now);
                    case LeaseAnswer.Refused refused -> Step.to(refused(bidding, refused, askedAt, now));
                    case LeaseAnswer.Failed() -> departure.unverified(role, now);
                };
            case Storing storing ->
                switch (answer) {
                    case LeaseAnswer.Granted(var highest)
                    when highest.equals(storing.office().term()) -> verify(storing, pace.trust(askedAt), now);
                    case LeaseAnswer.Granted _ -> Step.to(role); // the answer to the bid, for a second time
                    case LeaseAnswer.Refused _, LeaseAnswer.Failed _ -> departure.unverified(role, now);
                };
            case Claiming _, Verifying _ -> Step.to(role);
        };
    }

    private Step claim(Bid bid, Term highest, Deadline leaseTrust, long now) {
        return leaseTrust.passed(now)
                ? departure.unverified(new Bidding(bid, leaseTrust, Optional.empty(), false), now)
                : Step.to(
                        new Claiming(bid, highest, leaseTrust, pace.giveUpAt(leaseTrust, now), Optional.empty()),
                        new ClaimTerm(bid, highest, pace.limit(leaseTrust, now)));
    }

    /** Followers ask each beat, and right after the lease would end or has ended, whichever comes first. */
    private Follower refused(Bidding role, LeaseAnswer.Refused refused, long askedAt, long now) {
        if (role.woken()) {
            return new Follower(role.bid(), pace.bidAfter(Duration.ZERO, now), Optional.empty(), false);
        }
        var ends = Deadline.in(refused.left(), askedAt);
        var leader = refused.holder().office().map(office -> new Sighting(office, ends));
        return new Follower(role.bid(), pace.bidAfter(refused.left(), now).earlier(pace.beat(now)), leader, false);
    }

    private Step term(Candidate role, TermAnswer answer, long askedAt, long now) {
        return switch (role) {
            case Claiming claiming ->
                switch (answer) {
                    // Past the lease another may have led meanwhile, under the very number that we were given.
                    case TermAnswer.Granted _ when claiming.leaseTrust().passed(now) -> departure.unverified(role, now);
                    case TermAnswer.Granted(var office) -> store(claiming, office, pace.trust(askedAt), now);
                    case TermAnswer.Refused(var _, var left)
                    when endsSoon(left) -> Step.to(waitForPredecessor(claiming, left, now));
                    case TermAnswer.Refused _, TermAnswer.Failed _ -> departure.unverified(role, now);
                };
            case Bidding _, Storing _, Verifying _ -> Step.to(role);
        };
    }

    /**
     * Lease and term of a crashed leader end at nearly, not exactly, the same moment. A term that is about to follow its
     * lease is no split brain: keep the lease and ask again then.
     */
    private boolean endsSoon(Duration left) {
        return left.compareTo(pace.timing().margin()) <= 0;
    }

    private Claiming waitForPredecessor(Claiming role, Duration left, long now) {
        var askAt = Optional.of(pace.bidAfter(left, now));
        return new Claiming(role.bid(), role.highest(), role.leaseTrust(), role.leaseTrust(), askAt);
    }

    private Step store(Claiming role, LeaderRecord office, Deadline termTrust, long now) {
        var trust = role.leaseTrust().earlier(termTrust);
        return Step.to(
                new Storing(role.bid(), office, role.leaseTrust(), termTrust, pace.giveUpAt(trust, now)),
                new AcquireLease(role.bid(), Optional.of(office), pace.limit(trust, now)));
    }

    private Step verify(Storing role, Deadline stored, long now) {
        var leaseTrust = role.leaseTrust().later(stored);
        var trust = leaseTrust.earlier(role.termTrust());
        var readBackUntil = Deadline.in(Timing.READ_BACK_LIMIT, now);
        return Step.to(
                new Verifying(
                        role.bid(),
                        role.office(),
                        leaseTrust,
                        role.termTrust(),
                        readBackUntil,
                        pace.giveUpAt(trust, now),
                        Optional.empty()),
                new Verify(role.bid(), pace.limit(trust, now)));
    }

    private Step readBack(Candidate role, VerifyAnswer answer, long now) {
        return switch (role) {
            case Verifying verifying ->
                switch (answer) {
                    case VerifyAnswer.Seen(var office)
                    when office.equals(Optional.of(verifying.office())) -> tenure.begin(verifying, now);
                    case VerifyAnswer.Seen _
                    when !verifying.readBackUntil().passed(now) ->
                        Step.to(verifying.askAt(Deadline.in(Timing.READ_BACK_RETRY, now)));
                    case VerifyAnswer.Seen _, VerifyAnswer.Failed _ -> departure.unverified(role, now);
                };
            case Bidding _, Claiming _, Storing _ -> Step.to(role);
        };
    }

    private Step askAgain(Candidate role, long now) {
        return switch (role) {
            case Claiming claiming
            when due(claiming.askAt(), now) -> claim(claiming.bid(), claiming.highest(), claiming.leaseTrust(), now);
            case Verifying verifying
            when due(verifying.askAt(), now) ->
                Step.to(verifying.asked(), new Verify(verifying.bid(), pace.limit(verifying.giveUpAt(), now)));
            case Bidding _, Claiming _, Storing _, Verifying _ -> Step.to(role);
        };
    }

    private static boolean due(Optional<Deadline> askAt, long now) {
        return askAt.isPresent() && askAt.get().passed(now);
    }
}
