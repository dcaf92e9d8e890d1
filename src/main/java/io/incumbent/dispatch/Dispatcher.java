package io.incumbent.dispatch;

import io.incumbent.dispatch.ClaimSchedule.ClaimOrder;
import io.incumbent.dispatch.queue.ClaimStore.ClaimResult;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Claims due signals and passes them to the handler, up to the handler's free capacity. The dispatcher's thread only decides. Each
 * claim, report and extension runs on a thread of its own, so no call to the database delays another.
 *
 * <p>After a loss of leadership no delivery begins. Deliveries in progress continue: their claims are extended, and their outcomes
 * are settled if the claim is still held. The successor claims such a signal only when its claim is no longer extended.
 */
final class Dispatcher {

    /** How often a follower checks whether it leads; a check in memory. */
    private static final Duration LEADERSHIP_POLL = Duration.ofMillis(200);

    private static final Duration STOP_POLL = Duration.ofMillis(1);
    private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(1);

    private final DispatcherContext context;
    private final Ticker ticker;
    private final ClaimSchedule schedule;
    private final ClaimsInProgress inProgress;
    private final DeliveryRunner runner;
    private final OutageLog claimOutages;
    private final OutageLog maintenanceOutages;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean closed;

    Dispatcher(DispatcherContext context) {
        this.context = context;
        this.ticker = context.ticker();
        this.schedule = context.schedule();
        this.claimOutages = context.outages("claiming signals");
        this.maintenanceOutages = context.outages("maintaining the queue");
        this.inProgress = new ClaimsInProgress(
                context.claims(), context.lease(), ticker, context.outages("extending claims"), context.threads());
        this.runner = new DeliveryRunner(context, schedule, inProgress, this::wake);
        context.handler().onCapacity(this::wake);
    }

    void start() {
        Thread.ofPlatform().name("dispatcher").daemon().start(this::run);
    }

    /** Wakes the dispatcher, because signals may be due. May be called from any thread; returns at once. */
    void signalsMayBeDue() {
        schedule.wake();
        wake();
    }

    private void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /**
     * Stops claiming and blocks until all deliveries in progress are settled, at most for the drain timeout. Claims not yet sent
     * are given back at once. A signal that may have been sent by then stays claimed until its deadline: the target may be
     * processing it, so its attempt counts and no other instance may claim it before.
     */
    void stop() {
        stopping = true;
        runner.stop();
        var until = Deadline.in(context.drainTimeout(), ticker.nanos());
        runner.giveBackUnbegun();
        awaitIdle(until);
        runner.giveBackUnbegun();
        awaitIdle(Deadline.in(
                inProgress.all().stream().anyMatch(DeliveryTask::cancelled) ? REPORT_TIMEOUT : Duration.ZERO,
                ticker.nanos()));
        closed = true;
        wake();
    }

    private void awaitIdle(Deadline until) {
        while ((schedule.claiming() > 0 || inProgress.size() > 0) && !until.passed(ticker.nanos())) {
            LockSupport.parkNanos(STOP_POLL.toNanos());
        }
    }

    private void run() {
        while (!closed) {
            try {
                var wait = turn();
                if (woken.tryAcquire(Math.max(1, wait.toNanos()), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                return; // only at the end of the process
            }
        }
    }

    private Duration turn() {
        long now = ticker.nanos();
        inProgress.extendOld(now);
        if (stopping || !context.mayWork()) {
            runner.giveBackUnbegun();
            return shorter(LEADERSHIP_POLL, inProgress.left(now));
        }
        int capacity = capacity();
        for (var order = schedule.next(capacity, now); order.isPresent(); order = schedule.next(capacity, now)) {
            var next = order.get();
            context.threads().newThread(() -> claim(next)).start();
        }
        if (schedule.maintenanceDue(now)) {
            context.threads().newThread(this::maintain).start();
        }
        return shorter(wait(capacity, now), inProgress.left(now));
    }

    /** Without free capacity, the time depends on the handler alone. */
    private Duration wait(int capacity, long now) {
        if (capacity > 0 && schedule.claiming() == 0) {
            return schedule.left(now);
        }
        var untilCapacity = context.handler().untilCapacity();
        return untilCapacity.isPositive() ? untilCapacity : context.lease();
    }

    private int capacity() {
        return Math.min(context.handler().capacity(), context.claimsMax() - inProgress.size());
    }

    private void claim(ClaimOrder order) {
        var until = Deadline.in(context.lease(), ticker.nanos());
        try {
            switch (context.claims().claim(context.owner().get(), order.max(), context.lease())) {
                case ClaimResult.Claimed(var signals) -> {
                    signals.forEach(signal -> runner.begin(signal, until));
                    schedule.answered(order, signals.size());
                }
                case ClaimResult.NotLeader _ -> schedule.notLeading(order, ticker.nanos());
            }
            claimOutages.worked();
        } catch (SQLException | RuntimeException e) {
            claimOutages.failed(e);
            schedule.failed(order, ticker.nanos());
        } finally {
            wake();
        }
    }

    private void maintain() {
        try {
            var result = context.maintenance().run(ClaimSchedule.MAINTENANCE_EVERY.multipliedBy(2));
            if (result.released() > 0) {
                schedule.wake();
            }
            result.nextDue().ifPresent(due -> schedule.dueIn(due, ticker.nanos()));
            maintenanceOutages.worked();
        } catch (SQLException | RuntimeException e) {
            maintenanceOutages.failed(e);
        } finally {
            wake();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
