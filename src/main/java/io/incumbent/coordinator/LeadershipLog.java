package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.tasks.SplitBrainLog;
import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Role;
import io.incumbent.election.Role.Bidding;
import io.incumbent.election.Role.Claiming;
import io.incumbent.election.Role.Leader;
import io.incumbent.election.Role.Leaving;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Step;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.logging.LogText;
import io.incumbent.time.Deadline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** The log of gained and lost leadership. Used by the thread of the {@link ElectionLoop} only. */
final class LeadershipLog implements TurnLog {

    private static final Logger LOG = Logger.getLogger(LeadershipLog.class);

    private final Level gained;
    private final Level lost;
    private final SplitBrainLog splitBrains;
    private final ImpossibleRecordLog impossible;
    private final UnverifiedTermLog unverified;
    private final Timer gains;
    private long bidAt;
    private long claimedAt;
    private Optional<LeaderRecord> trusted = Optional.empty();
    private long trustedSince;

    LeadershipLog(
            LeadershipLogConfig config,
            SplitBrainLog splitBrains,
            ImpossibleRecordLog impossible,
            MeterRegistry meters) {
        this.impossible = impossible;
        this.gained = config.leadershipLevel().orElse(Level.ERROR);
        this.unverified = new UnverifiedTermLog(gained, meters);
        this.lost = config.leadershipLevel().orElse(Level.FATAL);
        this.splitBrains = splitBrains;
        this.gains = Timer.builder("incumbent.leadership.gain")
                .description("Time from the first request of a bid to verified leadership")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
    }

    @Override
    public void started(InstanceIdentity identity, Timing timing) {
        LOG.infof(
                "election starts group=%s instance=%s ttlMs=%d heartbeatMs=%d marginMs=%d redisOutage=%s"
                        + " worstCaseFailoverMs=%d",
                identity.group(),
                identity.instance(),
                timing.ttl().toMillis(),
                timing.heartbeat().toMillis(),
                timing.margin().toMillis(),
                timing.redisOutage(),
                timing.worstCaseFailover().toMillis());
    }

    /** The end of trust, for which only this log needs the loop to wake up. */
    @Override
    public Optional<Deadline> wakeAt(Role role, long now) {
        return role instanceof Leader leader && !leader.trustedUntil().passed(now)
                ? Optional.of(leader.trustedUntil())
                : Optional.empty();
    }

    @Override
    public void turned(Role before, Event event, Step step, long now) {
        var after = step.role();
        if (after instanceof Bidding && !(before instanceof Bidding)) {
            bidAt = now;
        }
        // No split brain: the term of a dead leader may end a heartbeat later than its lease, if it renewed that alone.
        if (before instanceof Claiming
                && after instanceof Leaving
                && event instanceof Event.TermAnswered(var _, var _, TermAnswer.Refused refused)) {
            impossible.term(refused);
        }
        if (after instanceof Storing && !(before instanceof Storing)) {
            claimedAt = now;
        }
        if (before instanceof Role.Candidate candidate
                && after instanceof Leaving leaving
                && leaving.reason() == EndReason.UNVERIFIED) {
            unverified.gaveUp(candidate, event, millis(now - claimedAt));
        }
        if (event instanceof Event.LeaseAnswered(var _, var _, LeaseAnswer.Refused refused)) {
            impossible.lease(refused);
        }
        if (before instanceof Leader led
                && after instanceof Leaving leaving
                && leaving.reason() == EndReason.SPLIT_BRAIN) {
            splitBrains.contradicted(led.record(), named(event));
        }
        if (before instanceof Role.Candidate && after instanceof Leaving leaving) {
            LOG.debugf(
                    "bid given up bid=%s at=%s event=%s",
                    leaving.bid(), before.getClass().getSimpleName(), LogText.detail(event.toString()));
        }
        var record = after.verifiedRecord(now);
        if (!record.equals(trusted)) {
            trusted.ifPresent(old -> lost(old, after, now));
            record.ifPresent(fresh -> gained(fresh, before, after, now));
            trusted = record;
            trustedSince = now;
        }
    }

    private void gained(LeaderRecord record, Role before, Role after, long now) {
        var trustedFor = after instanceof Leader leader ? leader.trustedUntil().left(now) : Duration.ZERO;
        if (before instanceof Leader) {
            LOG.logf(
                    gained,
                    ">>>>> leadership trusted again term=%s instance=%s trustedForMs=%d",
                    record.term(),
                    record.instance(),
                    trustedFor.toMillis());
        } else {
            gains.record(now - bidAt, TimeUnit.NANOSECONDS);
            LOG.logf(
                    gained,
                    ">>>>> leadership gained term=%s instance=%s hostname=%s trustedForMs=%d tookMs=%d",
                    record.term(),
                    record.instance(),
                    record.hostname(),
                    trustedFor.toMillis(),
                    millis(now - bidAt));
        }
    }

    private void lost(LeaderRecord record, Role after, long now) {
        var reason =
                switch (after) {
                    case Leaving leaving -> leaving.reason().key();
                    case Leader _ -> "trust_over";
                    case Role.Follower _, Role.Candidate _, Role.Stopped _ -> "left";
                };
        LOG.logf(
                lost,
                "<<<<< leadership lost term=%s instance=%s reason=%s ledMs=%d",
                record.term(),
                record.instance(),
                reason,
                millis(now - trustedSince));
    }

    /** The holder that PostgreSQL names in the answer that ended a leadership. */
    private static Optional<LeaderRecord> named(Event event) {
        return switch (event) {
            case Event.TermAnswered(var _, var _, TermAnswer.Refused(var holder, var _, var _)) -> holder;
            case Event.HolderMismatch(var _, var holder) -> holder;
            case Event.Tick _, Event.ReleaseNotified _, Event.LeaseAnswered _, Event.TermAnswered _ -> Optional.empty();
            case Event.LeaseRead _, Event.TermRead _, Event.ClockJumped _ -> Optional.empty();
            case Event.Verified _, Event.Drained _, Event.TermReleased _ -> Optional.empty();
            case Event.LeaseReleased _, Event.LeaveRequested _, Event.StopRequested _ -> Optional.empty();
        };
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
