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
 * Claims and hands over, as many as the handler has room for. Its own thread only decides; each claim, each report and each
 * extension has a thread of its own, so no call to the database ever holds up another.
 *
 * <p>On loss of the office nothing more is begun. What is under way goes on, is extended, and is settled if it is still ours:
 * the successor claims it only when nobody extends it any more.
 */
final class Dispatcher {

    /** How often the office is looked at while it is another's: in memory, which nobody notices. */
    private static final Duration OFFICE_LOOK = Duration.ofMillis(200);

    private static final Duration STOP_POLL = Duration.ofMillis(1);
    private static final Duration LAST_REPORTS = Duration.ofSeconds(1);

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
        context.handler().onRoom(this::wake);
    }

    void start() {
        Thread.ofPlatform().name("dispatcher").daemon().start(this::run);
    }

    /** Something may be due. From any thread; returns at once. */
    void call() {
        schedule.wake();
        wake();
    }

    private void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /**
     * Claims nothing more, waits until what is under way has ended and is settled, at most for the drain timeout. What was
     * not begun is given back at once. What may have been sent by then stays claimed until its deadline: the target may be
     * working on it, so it is neither uncounted nor another's before that.
     */
    void stop() {
        stopping = true;
        runner.stop();
        var until = Deadline.in(context.drainTimeout(), ticker.nanos());
        runner.giveBackUnbegun();
        awaitIdle(until);
        runner.giveBackUnbegun();
        awaitIdle(Deadline.in(
                inProgress.all().stream().anyMatch(DeliveryTask::recalled) ? LAST_REPORTS : Duration.ZERO,
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
                return; // nobody does that but a process that ends
            }
        }
    }

    private Duration turn() {
        long now = ticker.nanos();
        inProgress.extendOld(now);
        if (stopping || !context.mayWork()) {
            runner.giveBackUnbegun();
            return shorter(OFFICE_LOOK, inProgress.left(now));
        }
        int room = room();
        for (var order = schedule.next(room, now); order.isPresent(); order = schedule.next(room, now)) {
            var next = order.get();
            context.threads().newThread(() -> claim(next)).start();
        }
        if (schedule.maintenanceDue(now)) {
            context.threads().newThread(this::look).start();
        }
        return shorter(wait(room, now), inProgress.left(now));
    }

    /** While there is no room, only the handler knows when to go on. */
    private Duration wait(int room, long now) {
        if (room > 0 && schedule.claiming() == 0) {
            return schedule.left(now);
        }
        var untilRoom = context.handler().untilRoom();
        return untilRoom.isPositive() ? untilRoom : context.lease();
    }

    private int room() {
        return Math.min(context.handler().room(), context.mostUnderWay() - inProgress.size());
    }

    private void claim(ClaimOrder order) {
        var until = Deadline.in(context.lease(), ticker.nanos());
        try {
            switch (context.claims().claim(context.owner(), order.max(), context.lease())) {
                case ClaimResult.Claimed(var signals) -> {
                    signals.forEach(signal -> runner.begin(signal, until));
                    schedule.answered(order, signals.size());
                }
                case ClaimResult.NotLeader _ -> schedule.refused(order, ticker.nanos());
            }
            claimOutages.worked();
        } catch (SQLException | RuntimeException e) {
            claimOutages.failed(e);
            schedule.failed(order, ticker.nanos());
        } finally {
            wake();
        }
    }

    private void look() {
        try {
            var look = context.maintenance().run(ClaimSchedule.LOOK_EVERY.multipliedBy(2));
            if (look.released() > 0) {
                schedule.wake();
            }
            look.nextDue().ifPresent(due -> schedule.dueIn(due, ticker.nanos()));
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
