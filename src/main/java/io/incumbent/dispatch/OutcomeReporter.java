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
 * Reports outcomes in groups. An outcome is reported at once if no report is in progress, else together with those that arrive
 * meanwhile. A failed report is repeated until it succeeds, since the claim is extended meanwhile. Only a claim that was given
 * back is reported once, because this instance may have claimed the same attempt again before a second report arrives.
 */
final class OutcomeReporter {

    private static final Logger LOG = Logger.getLogger(OutcomeReporter.class);

    private static final int GROUP_SIZE = 200;
    private static final int WORKERS_MAX = 2;

    private final ClaimStore claims;
    private final Backoff backoff;
    private final OutageLog outages;
    private final ThreadFactory threads;
    private final BiConsumer<DeliveryTask, Outcome> ended;
    private final Runnable afterwards;
    private final ConcurrentLinkedQueue<Report> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger workers = new AtomicInteger();

    private record Report(DeliveryTask task, Outcome outcome) {}

    /**
     * @param ended called when nothing more is to be reported of a task
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
        startWorker(size.incrementAndGet());
    }

    /** Starts a second worker only if there are enough reports for both, so that groups grow before the number of threads does. */
    private void startWorker(int reports) {
        int now = workers.get();
        while (now < Math.min(WORKERS_MAX, 1 + reports / GROUP_SIZE)) {
            if (workers.compareAndSet(now, now + 1)) {
                threads.newThread(this::work).start();
                return;
            }
            now = workers.get();
        }
    }

    private void work() {
        for (var group = group(); !group.isEmpty(); group = group()) {
            settle(group);
        }
        workers.decrementAndGet();
        // a report may have been added between the last poll and the line above
        int left = size.get();
        if (left > 0) {
            startWorker(left);
        }
    }

    private List<Report> group() {
        var group = new ArrayList<Report>();
        for (var next = waiting.poll(); next != null; next = group.size() < GROUP_SIZE ? waiting.poll() : null) {
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
            isolate(group, e);
            return List.of();
        }
        var givenBack =
                group.stream().filter(r -> r.outcome() instanceof GivenBack).toList();
        end(givenBack);
        var retries = new ArrayList<>(group);
        retries.removeAll(givenBack);
        LockSupport.parkNanos(backoff.after(failures).toNanos());
        return retries;
    }

    /** Isolates an outcome that the database rejects, so that it does not block the others. Its claim runs out. */
    private void isolate(List<Report> group, Exception cause) {
        if (group.size() == 1) {
            LOG.errorf(
                    cause,
                    "outcome dropped signal=%s",
                    group.getFirst().task().handle().signal());
            end(group);
        } else {
            group.forEach(report -> settle(List.of(report)));
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
