package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/** The delivery tasks of this instance until their outcomes are settled. Claims are extended after each third of the lease. */
final class ClaimsInProgress {

    private static final int BATCH_MAX = 1_000;

    private final ClaimStore claims;
    private final Duration lease;
    private final Ticker ticker;
    private final OutageLog outages;
    private final ThreadFactory threads;
    private final Map<ClaimHandle, DeliveryTask> tasks = new ConcurrentHashMap<>();
    private final AtomicBoolean extending = new AtomicBoolean();
    private volatile Deadline extendAt;

    ClaimsInProgress(ClaimStore claims, Duration lease, Ticker ticker, OutageLog outages, ThreadFactory threads) {
        this.claims = claims;
        this.lease = lease;
        this.ticker = ticker;
        this.outages = outages;
        this.threads = threads;
        this.extendAt = new Deadline(ticker.nanos());
    }

    void add(DeliveryTask task) {
        tasks.put(task.handle(), task);
    }

    void remove(DeliveryTask task) {
        tasks.remove(task.handle(), task);
    }

    int size() {
        return tasks.size();
    }

    Collection<DeliveryTask> all() {
        return tasks.values();
    }

    /** @return the time until claims are to be extended */
    Duration left(long now) {
        return tasks.isEmpty() ? lease : extendAt.left(now);
    }

    /** Extends claims that have lasted for a third of their lease, on another thread. Returns at once. */
    void extendOld(long now) {
        if (!extendAt.passed(now)) {
            return;
        }
        extendAt = Deadline.in(lease.dividedBy(12), now);
        var third = lease.multipliedBy(2).dividedBy(3);
        var old = tasks.values().stream()
                .filter(e -> !e.lost() && e.until().left(now).compareTo(third) < 0)
                .toList();
        if (!old.isEmpty() && extending.compareAndSet(false, true)) {
            threads.newThread(() -> extend(old)).start();
        }
    }

    private void extend(List<DeliveryTask> old) {
        try {
            for (int from = 0; from < old.size(); from += BATCH_MAX) {
                extendGroup(old.subList(from, Math.min(old.size(), from + BATCH_MAX)));
            }
            outages.worked();
        } catch (SQLException | RuntimeException e) {
            outages.failed(e);
        } finally {
            extending.set(false);
        }
    }

    /** The local deadline is counted from before the statement, so that it ends before the deadline in the database. */
    private void extendGroup(List<DeliveryTask> group) throws SQLException {
        var until = Deadline.in(lease, ticker.nanos());
        var held = claims.extend(group.stream().map(DeliveryTask::handle).toList(), lease);
        for (var task : group) {
            if (held.contains(task.handle())) {
                task.extend(until);
            } else {
                task.claimLost();
            }
        }
    }
}
