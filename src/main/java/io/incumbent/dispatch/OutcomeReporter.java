package io.incumbent.dispatch;

import io.incumbent.database.connection.SqlStates;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Backoff;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Reports outcomes in groups: at once if nothing is being reported, else together with whatever comes meanwhile. What cannot
 * be reported is tried again until it can, since the claim is extended as long; only what was given back is reported once,
 * because the same attempt may be claimed again by us before the second report arrives.
 */
final class OutcomeReporter {

    private static final Logger LOG = Logger.getLogger(OutcomeReporter.class);

    private static final int GROUP = 200;
    private static final int LANES = 2;

    private final ClaimStore claims;
    private final Backoff backoff;
    private final OutageLog outages;
    private final ThreadFactory threads;
    private final BiConsumer<DeliveryTask, Outcome> ended;
    private final Runnable afterwards;
    private final ConcurrentLinkedQueue<Report> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger lanes = new AtomicInteger();

    private record Report(DeliveryTask task, Outcome outcome) {}

    /**
     * @param ended called when there is nothing more to be reported of an errand
     * @param afterwards called after a group of such calls
     */
    OutcomeReporter(
            ClaimStore claims,
            Backoff backoff,
            OutageLog outages,
            ThreadFactory threads,
            BiConsumer<DeliveryTask, Outcome> ended,
            Runnable afterwards) {
        this.claims = claims;
        this.backoff = backoff;
        this.outages = outages;
        this.threads = threads;
        this.ended = ended;
        this.afterwards = afterwards;
    }

    /** Returns at once. */
    void add(DeliveryTask task, Outcome outcome) {
        waiting.add(new Report(task, outcome));
        hire(size.incrementAndGet());
    }

    /** A second one only when there is enough for both, so that groups grow before threads do. */
    private void hire(int reports) {
        int now = lanes.get();
        while (now < Math.min(LANES, 1 + reports / GROUP)) {
            if (lanes.compareAndSet(now, now + 1)) {
                threads.newThread(this::work).start();
                return;
            }
            now = lanes.get();
        }
    }

    private void work() {
        for (var group = group(); !group.isEmpty(); group = group()) {
            settle(group);
        }
        lanes.decrementAndGet();
        // one may have come between the last look and the line above
        int left = size.get();
        if (left > 0) {
            hire(left);
        }
    }

    private List<Report> group() {
        var group = new ArrayList<Report>();
        for (var next = waiting.poll(); next != null; next = group.size() < GROUP ? waiting.poll() : null) {
            group.add(next);
        }
        size.addAndGet(-group.size());
        return group;
    }

    private void settle(List<Report> group) {
        var left = group;
        while (!left.isEmpty()) {
            try {
                claims.settle(outcomes(left));
                outages.worked();
                end(left);
                return;
            } catch (SQLException | RuntimeException e) {
                left = afterFailure(left, e);
            }
        }
    }

    private List<Report> afterFailure(List<Report> group, Exception e) {
        int failures = outages.failed(e);
        if (e instanceof SQLException sql && SqlStates.aboutTheData(sql)) {
            alone(group, e);
            return List.of();
        }
        var once = group.stream().filter(r -> r.outcome() instanceof GivenBack).toList();
        end(once);
        var again = new ArrayList<>(group);
        again.removeAll(once);
        LockSupport.parkNanos(backoff.after(failures).toNanos());
        return again;
    }

    /** One that the database cannot take must not hold the others up; its claim runs out. */
    private void alone(List<Report> group, Exception cause) {
        if (group.size() == 1) {
            LOG.errorf(
                    cause,
                    "outcome dropped signal=%s",
                    group.getFirst().task().handle().signal());
            end(group);
        } else {
            group.forEach(one -> settle(List.of(one)));
        }
    }

    private void end(List<Report> group) {
        group.forEach(report -> ended.accept(report.task(), report.outcome()));
        afterwards.run();
    }

    private static Map<ClaimHandle, Outcome> outcomes(List<Report> group) {
        var outcomes = new HashMap<ClaimHandle, Outcome>();
        group.forEach(report -> outcomes.put(report.task().handle(), report.outcome()));
        return outcomes;
    }
}
