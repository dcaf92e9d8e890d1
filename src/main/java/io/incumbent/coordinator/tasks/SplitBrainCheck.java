package io.incumbent.coordinator.tasks;

import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.coordinator.stores.StoreCalls.Target;
import io.incumbent.coordinator.stores.TermStore;
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
import java.util.function.Consumer;

/**
 * The check that compares, every so many heartbeats, the holder in Redis with the one that PostgreSQL names on a fresh
 * connection. A leader that PostgreSQL contradicts is notified, and leaves at once if it still leads by then. Any other
 * difference may be a change of leadership in progress, or a release of which only one half took effect. The other half
 * expires within a ttl, since nobody renews it. So a contradiction is reported only if checks, a heartbeat apart, find
 * the same one for longer than that. An error is no split brain.
 */
public final class SplitBrainCheck implements PeriodicTask {

    private final StoreCalls calls;
    private final LeaseStore lease;
    private final TermStore terms;
    private final Duration heartbeat;
    private final Duration every;
    private final Duration callLimit;
    private final Duration longestDifference;
    private final Consumer<Event> inbox;
    private final SplitBrainLog log;

    private volatile Deadline dueAt;
    private volatile Optional<Suspicion> suspicion = Optional.empty();

    /** @param expectedUntil after this time the difference can only be there because an instance has renewed it */
    private record Suspicion(HolderComparison found, Deadline expectedUntil) {}

    public SplitBrainCheck(
            StoreCalls calls,
            LeaseStore lease,
            TermStore terms,
            Timing timing,
            Duration every,
            SplitBrainLog log,
            Consumer<Event> inbox,
            long now) {
        this.calls = calls;
        this.lease = lease;
        this.terms = terms;
        this.heartbeat = timing.heartbeat();
        this.every = every;
        this.callLimit = timing.callLimit();
        // a call of the former holder may have been answered during the check, which reads both stores in turn
        this.longestDifference = timing.ttl().plus(callLimit.multipliedBy(2));
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
        calls.ask(
                Target.LEASE_READ,
                callLimit,
                () -> lease.holder(callLimit),
                redis -> redis.ifPresent(holder -> readBack(led, holder, now)));
    }

    private void readBack(Optional<LeaderRecord> led, Optional<LeaseHolder> redis, long now) {
        calls.ask(Target.READ_BACK, callLimit, terms::readBack, answer -> {
            if (answer.isPresent() && answer.get() instanceof VerifyAnswer.Seen(var postgres)) {
                judge(led, HolderComparison.compare(redis, postgres), postgres, now);
            }
        });
    }

    private void judge(Optional<LeaderRecord> led, HolderComparison found, Optional<LeaderRecord> postgres, long now) {
        if (led.isPresent() && HolderComparison.contradicts(led.get(), postgres)) {
            inbox.accept(new Event.HolderMismatch(led.get().bid(), postgres));
            suspicion = Optional.empty();
        } else if (!found.isContradiction()) {
            suspicion = Optional.empty();
        } else if (suspicion.filter(old -> old.found().equals(found)).isEmpty()) {
            suspicion = Optional.of(new Suspicion(found, Deadline.in(longestDifference, now)));
            dueAt = Deadline.in(heartbeat, now);
        } else if (suspicion.filter(old -> old.expectedUntil().passed(now)).isPresent()) {
            log.found(found);
        }
    }
}
