package io.incumbent.coordinator;

import io.incumbent.election.Event;
import io.incumbent.election.Holder;
import io.incumbent.election.Office;
import io.incumbent.election.Role;
import io.incumbent.election.SplitBrain;
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
 * office up is no contradiction. Everything else may be a change that was under way between the two looks, so it is
 * reported only if a second look, a beat later, sees the very same. An error is not a split brain.
 */
final class SplitBrainCheck implements Chore {

    private static final Logger LOG = Logger.getLogger(SplitBrainCheck.class);

    private final RedisLease lease;
    private final Ledger ledger;
    private final Duration heartbeat;
    private final Duration every;
    private final Duration callLimit;
    private final Executor threads;
    private final Consumer<Event> inbox;
    private final SplitBrainLog log;

    private volatile Deadline dueAt;
    private volatile Optional<SplitBrain> suspicion = Optional.empty();

    SplitBrainCheck(
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
    public void start(Role role, long now) {
        dueAt = Deadline.in(suspicion.isPresent() ? heartbeat : every, now);
        var led = role.verifiedAt(now);
        threads.execute(() -> look(led, now));
    }

    private void look(Optional<Office> led, long now) {
        Optional<Holder> redis;
        Optional<Office> postgres;
        try {
            redis = lease.holder(callLimit);
            if (!(ledger.readBack() instanceof VerifyAnswer.Seen(var office))) {
                return;
            }
            postgres = office;
        } catch (RuntimeException e) {
            LOG.debugf(e, "split-brain check had no answer");
            return;
        }
        judge(led, SplitBrain.compare(redis, postgres), postgres, now);
    }

    private void judge(Optional<Office> led, SplitBrain found, Optional<Office> postgres, long now) {
        if (led.isPresent() && SplitBrain.contradicts(led.get(), postgres)) {
            inbox.accept(new Event.Contradicted(led.get().bid(), postgres));
            suspicion = Optional.empty();
        } else if (!found.isContradiction()) {
            suspicion = Optional.empty();
        } else if (suspicion.equals(Optional.of(found))) {
            log.found(found);
        } else {
            suspicion = Optional.of(found);
            dueAt = Deadline.in(heartbeat, now);
        }
    }
}
