package io.incumbent.coordinator.tasks;

import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.redis.RedisLease;
import io.incumbent.election.Event;
import io.incumbent.election.HolderComparison;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.Role;
import io.incumbent.election.Timing;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Compares, every so many beats, the holder that Redis names with the one that PostgreSQL names on a fresh connection. A
 * leader that PostgreSQL contradicts is told, and leaves at once if it still leads by then: that it has just given the
 * office up is no contradiction. Everything else may be a change that is under way, or a leader that left without an
 * answer to one of its two releases. What it still holds then is not renewed and ends by itself within a ttl, so a
 * contradiction is reported only if looks, a beat apart, see the very same for longer than that. An error is not a split
 * brain.
 */
public final class SplitBrainCheck implements PeriodicTask {

    private static final Logger LOG = Logger.getLogger(SplitBrainCheck.class);

    private final RedisLease lease;
    private final Ledger ledger;
    private final Duration heartbeat;
    private final Duration every;
    private final Duration callLimit;
    private final Duration endsByItself;
    private final Executor threads;
    private final Consumer<Event> inbox;
    private final SplitBrainLog log;

    private volatile Deadline dueAt;
    private volatile Optional<Suspicion> suspicion = Optional.empty();

    /** @param lastsUntil from then on somebody must have renewed what contradicts */
    private record Suspicion(HolderComparison found, Deadline lastsUntil) {}

    public SplitBrainCheck(
            RedisLease lease,
            Ledger ledger,
            Timing timing,
            Duration every,
            Executor threads,
            SplitBrainLog log,
            Consumer<Event> inbox,
            long now) {
        this.lease = lease;
        this.ledger = ledger;
        this.heartbeat = timing.heartbeat();
        this.every = every;
        this.callLimit = timing.callLimit();
        // the call of a holder that has left since may have been answered while we looked, at both stores in turn
        this.endsByItself = timing.ttl().plus(callLimit.multipliedBy(2));
        this.threads = threads;
        this.log = log;
        this.inbox = inbox;
        this.dueAt = Deadline.in(every, now);
    }

    @Override
    public Deadline dueAt() {
        return dueAt;
    }

    @Override
    public void run(Role role, long now) {
        dueAt = Deadline.in(suspicion.isPresent() ? heartbeat : every, now);
        var led = role.verifiedRecord(now);
        threads.execute(() -> look(led, now));
    }

    private void look(Optional<LeaderRecord> led, long now) {
        Optional<LeaseHolder> redis;
        Optional<LeaderRecord> postgres;
        try {
            redis = lease.holder(callLimit);
            if (!(ledger.readBack() instanceof VerifyAnswer.Seen(var record))) {
                return;
            }
            postgres = record;
        } catch (RuntimeException e) {
            LOG.debugf(e, "split-brain check had no answer");
            return;
        }
        judge(led, HolderComparison.compare(redis, postgres), postgres, now);
    }

    private void judge(Optional<LeaderRecord> led, HolderComparison found, Optional<LeaderRecord> postgres, long now) {
        if (led.isPresent() && HolderComparison.contradicts(led.get(), postgres)) {
            inbox.accept(new Event.HolderMismatch(led.get().bid(), postgres));
            suspicion = Optional.empty();
        } else if (!found.isContradiction()) {
            suspicion = Optional.empty();
        } else if (suspicion.filter(old -> old.found().equals(found)).isEmpty()) {
            suspicion = Optional.of(new Suspicion(found, Deadline.in(endsByItself, now)));
            dueAt = Deadline.in(heartbeat, now);
        } else if (suspicion.filter(old -> old.lastsUntil().passed(now)).isPresent()) {
            log.found(found);
        }
    }
}
