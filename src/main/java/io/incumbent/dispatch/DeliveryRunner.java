package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.logging.LogText;
import io.incumbent.time.Deadline;
import java.time.Duration;

/** Passes claimed signals to the handler and reports their outcomes. */
final class DeliveryRunner {

    private static final Duration PAUSE_AFTER_A_FAULT = Duration.ofSeconds(5);

    /** Keeps a handler that gives back every signal from being called in a busy loop. */
    private static final Duration PAUSE_AFTER_GIVING_BACK = Duration.ofMillis(200);

    private final DispatcherContext context;
    private final ClaimSchedule schedule;
    private final ClaimsInProgress inProgress;
    private final OutcomeReporter reporter;
    private volatile boolean stopping;

    /** @param wake called after outcomes have been settled */
    DeliveryRunner(DispatcherContext context, ClaimSchedule schedule, ClaimsInProgress inProgress, Runnable wake) {
        this.context = context;
        this.schedule = schedule;
        this.inProgress = inProgress;
        this.reporter = new OutcomeReporter(
                context.claims(),
                context.backoff(),
                context.outages("reporting outcomes"),
                context.threads(),
                this::ended,
                wake);
    }

    /** From here on no delivery begins. */
    void stop() {
        stopping = true;
    }

    /** Passes a claimed signal to the handler, or gives it back if the dispatcher is stopping. Returns at once. */
    void begin(ClaimedSignal signal, Deadline until) {
        var task = new DeliveryTask(
                signal, until, context.ticker(), () -> !stopping && context.mayWorkUnder(signal.term()));
        inProgress.add(task);
        if (stopping) {
            giveBack(task);
            return;
        }
        try {
            var _ = context.handler()
                    .deliver(signal, task)
                    .whenComplete((outcome, fault) -> delivered(task, fault == null ? outcome : failed(fault)));
        } catch (RuntimeException e) {
            delivered(task, failed(e));
        }
    }

    private static Failed failed(Throwable fault) {
        return new Failed(PAUSE_AFTER_A_FAULT, LogText.detail("fault: " + fault));
    }

    private void delivered(DeliveryTask task, Outcome outcome) {
        if (!task.cancelled()) {
            reporter.add(task, outcome);
        }
    }

    /** Gives back all claims that were not sent yet; a signal that may have been sent stays claimed. */
    void giveBackUnbegun() {
        inProgress.all().forEach(this::giveBack);
    }

    private void giveBack(DeliveryTask task) {
        if (task.cancelBeforeSend()) {
            reporter.add(task, new GivenBack());
        }
    }

    private void ended(DeliveryTask task, Outcome outcome) {
        inProgress.remove(task);
        switch (outcome) {
            case Failed failed ->
                schedule.dueIn(failed.pause(), context.ticker().nanos());
            case GivenBack _ ->
                schedule.dueIn(PAUSE_AFTER_GIVING_BACK, context.ticker().nanos());
            case Outcome.Completed _, Outcome.Dead _ -> {
                if (task.signal().orderingKey().isPresent()) {
                    schedule.wake(); // the next of its key
                }
            }
        }
    }
}
