package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.LeaderlessWatch.Wait.Code;
import io.incumbent.coordinator.stores.StoreCalls.Store;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.Role;
import io.incumbent.election.Step;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.logging.LogText;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Says why nobody leads, as far as this instance knows, whenever it is asked, and once in the log when nobody was seen to lead
 * for two ttl. Turns are for the thread of the {@link ElectionLoop}; all threads may ask.
 */
final class LeaderlessWatch implements TurnLog {

    private static final Logger LOG = Logger.getLogger(LeaderlessWatch.class);

    private final Timing timing;
    private final Function<Store, Optional<OutageLog.Status>> stores;
    private volatile Optional<Refusal> refusal = Optional.empty();
    private Optional<Deadline> warnAt = Optional.empty();
    private boolean warned;

    /**
     * The refusal of the newest bid.
     *
     * @param until when the record in the way ends, if nothing renews it
     */
    private record Refusal(Code code, String detail, Deadline until) {}

    /** @param stores how a store has answered last; empty before it was asked */
    LeaderlessWatch(Timing timing, Function<Store, Optional<OutageLog.Status>> stores) {
        this.timing = timing;
        this.stores = stores;
    }

    @Override
    public void started(InstanceIdentity identity, Timing timing) {}

    /** A loop without an event makes a turn each second, which is soon enough. */
    @Override
    public Optional<Deadline> wakeAt(Role role, long now) {
        return Optional.empty();
    }

    @Override
    public void turned(Role before, Event event, Step step, long now) {
        refusal = switch (event) {
            case Event.LeaseAnswered(var _, var _, LeaseAnswer.Refused refused) -> Optional.of(refusal(refused, now));
            case Event.TermAnswered(var _, var _, TermAnswer.Refused refused)
            when refused.holder().isPresent() ->
                Optional.of(refusal(refused, refused.holder().get(), now));
            case Event.LeaseAnswered(var _, var _, LeaseAnswer.Granted _) -> Optional.empty();
            case Event.LeaseAnswered _, Event.TermAnswered _, Event.LeaseRead _, Event.TermRead _ -> refusal;
            case Event.Tick _, Event.ReleaseNotified _, Event.Verified _, Event.Drained _ -> refusal;
            case Event.TermReleased _, Event.LeaseReleased _, Event.ClockJumped _ -> refusal;
            case Event.LeaveRequested _, Event.StopRequested _, Event.HolderMismatch _ -> refusal;
        };
        watch(step.role(), now);
    }

    private static Refusal refusal(LeaseAnswer.Refused refused, long now) {
        var holder = LogText.value(refused.holder().bid().toString());
        var until = Deadline.in(refused.left(), now);
        if (refused.holder().origin() == Origin.OTHER_DATABASE) {
            return new Refusal(Code.OTHER_DATABASE, "another database's instance holds the lease: " + holder, until);
        }
        return refused.impossible()
                ? new Refusal(Code.IMPOSSIBLE_RECORD, "the lease lasts longer than its ttl: " + holder, until)
                : new Refusal(Code.LEASE, "another bid holds the lease: " + holder, until);
    }

    private static Refusal refusal(TermAnswer.Refused refused, LeaderRecord holder, long now) {
        var until = Deadline.in(refused.left(), now);
        var words =
                "term " + holder.term() + " of " + LogText.value(holder.bid().toString());
        return refused.impossible() || refused.held().isEmpty()
                ? new Refusal(Code.IMPOSSIBLE_RECORD, words + " lasts longer than its ttl", until)
                : new Refusal(Code.TERM, words + " is not over", until);
    }

    private void watch(Role role, long now) {
        boolean led = role.verifiedRecord(now).or(() -> role.knownLeader(now)).isPresent();
        if (led || role instanceof Role.Stopped) {
            if (warned) {
                LOG.info("somebody leads again");
            }
            warned = false;
            warnAt = Optional.empty();
            return;
        }
        var at = warnAt.orElseGet(() -> Deadline.in(timing.ttl().multipliedBy(2), now));
        warnAt = Optional.of(at);
        if (!warned && at.passed(now)) {
            warned = true;
            LOG.warnf(
                    "nobody was seen to lead for %d ms waitingFor=%s",
                    timing.ttl().multipliedBy(2).toMillis(),
                    wait(role, now).map(it -> it.code() + ": " + it.detail()).orElse("nothing: this instance bids"));
        }
    }

    Optional<Wait> wait(Role role, long now) {
        return switch (role) {
            case Role.Leader leader ->
                leader.trustedUntil().passed(now)
                        ? unreachable()
                                .or(() -> wait(
                                        Code.RENEWAL,
                                        "its trust has run out: it acts again when both stores have granted it another"
                                                + " renewal"))
                        : Optional.empty();
            case Role.Follower follower ->
                follower.knownLeader(now).isPresent()
                        ? Optional.empty()
                        : candidacy(follower, now).or(this::unreachable).or(() -> refused(now));
            case Role.Candidate candidate ->
                candidate.knownLeader(now).isPresent()
                        ? Optional.empty()
                        : unreachable().or(() -> refused(now));
            case Role.Leaving _, Role.Stopped _ -> Optional.empty();
        };
    }

    private static Optional<Wait> candidacy(Role.Follower role, long now) {
        int unverified = role.observed().unverified();
        return unverified == 0
                ? Optional.empty()
                : Optional.of(new Wait(
                        Code.CANDIDACY,
                        unverified
                                + " candidacies in a row were given a term that could not be verified; it bids again later",
                        Optional.of(role.bidAt().left(now))));
    }

    private Optional<Wait> unreachable() {
        return outage(Store.REDIS, Code.REDIS_UNREACHABLE, "redis does not answer, or refuses changes")
                .or(() -> outage(
                        Store.POSTGRES, Code.DATABASE_UNREACHABLE, "postgres does not answer, or refuses changes"))
                .or(() -> outage(
                        Store.READ_BACK,
                        Code.READ_BACK_UNREACHABLE,
                        "postgres gives no fresh connection to read a claim back"));
    }

    private Optional<Wait> outage(Store store, Code code, String words) {
        return stores.apply(store)
                .filter(it -> !it.reachable())
                .flatMap(it -> wait(code, words + ": " + it.code().orElse("no answer")));
    }

    private Optional<Wait> refused(long now) {
        return refusal.map(it -> new Wait(
                it.code(),
                it.detail(),
                it.until().passed(now)
                        ? Optional.empty()
                        : Optional.of(it.until().left(now))));
    }

    private static Optional<Wait> wait(Code code, String detail) {
        return Optional.of(new Wait(code, detail, Optional.empty()));
    }

    /**
     * What keeps this instance from taking part in the election or from leading, if it is not just another leader.
     *
     * @param left until it goes on by itself; empty if that depends on something else
     */
    record Wait(Code code, String detail, Optional<Duration> left) {

        /** In lower case the word in the API. */
        enum Code {
            /** The database is not ready. */
            DATABASE,
            /** This instance registers its id in PostgreSQL. */
            REGISTRATION,
            /** Holds the term, and its trust has run out. */
            RENEWAL,
            REDIS_UNREACHABLE,
            DATABASE_UNREACHABLE,
            /** PostgreSQL answers, and gives no fresh connection to read a claim back. */
            READ_BACK_UNREACHABLE,
            /** It was given terms that it could not verify. */
            CANDIDACY,
            /** A service with another database uses the same group in the same Redis. */
            OTHER_DATABASE,
            /** A store's record lasts longer than its ttl, or another program wrote it. */
            IMPOSSIBLE_RECORD,
            /** Another bid holds the lease, and has no term yet. */
            LEASE,
            /** Another bid holds the term, and not the lease. */
            TERM;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
