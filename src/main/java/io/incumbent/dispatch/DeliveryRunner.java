package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.logging.LogText;
import io.incumbent.time.Deadline;
import java.time.Duration;

/** From the claim by way of the handler to the settled outcome. */
final class DeliveryRunner {

    private static final Duration PAUSE_AFTER_A_FAULT = Duration.ofSeconds(5);

    /** So that a handler which gives back what it is given does so a few times a second, not as fast as it can. */
    private static final Duration PAUSE_AFTER_GIVING_BACK = Duration.ofMillis(200);

    private final DispatcherContext parts;
    private final ClaimSchedule agenda;
    private final ClaimsInProgress underWay;
    private final OutcomeReporter settler;
    private volatile boolean stopping;

    /** @param wake called when some have been settled */
    DeliveryRunner(DispatcherContext parts, ClaimSchedule agenda, ClaimsInProgress underWay, Runnable wake) {
        this.parts = parts;
        this.agenda = agenda;
        this.underWay = underWay;
        this.settler = new OutcomeReporter(
                parts.claims(),
                parts.backoff(),
                parts.outages("reporting outcomes"),
                parts.threads(),
                this::ended,
                wake);
    }

    /** From here on nothing is begun. */
    void stop() {
        stopping = true;
    }

    /** Hands it over, or back if nothing may be begun any more. Returns at once. */
    void begin(ClaimedSignal signal, Deadline until) {
        var errand =
                new DeliveryTask(signal, until, parts.ticker(), () -> !stopping && parts.mayWorkUnder(signal.term()));
        underWay.add(errand);
        if (stopping) {
            giveBack(errand);
            return;
        }
        try {
            var _ = parts.handler()
                    .deliver(signal, errand)
                    .whenComplete((outcome, fault) -> delivered(errand, fault == null ? outcome : failed(fault)));
        } catch (RuntimeException e) {
            delivered(errand, failed(e));
        }
    }

    private static Failed failed(Throwable fault) {
        return new Failed(PAUSE_AFTER_A_FAULT, LogText.detail("fault: " + fault));
    }

    private void delivered(DeliveryTask errand, Outcome outcome) {
        if (!errand.recalled()) {
            settler.add(errand, outcome);
        }
    }

    /** What may have been sent stays claimed. */
    void giveBackUnbegun() {
        underWay.all().forEach(this::giveBack);
    }

    private void giveBack(DeliveryTask errand) {
        if (errand.cancelBeforeSend()) {
            settler.add(errand, new GivenBack());
        }
    }

    private void ended(DeliveryTask errand, Outcome outcome) {
        underWay.remove(errand);
        switch (outcome) {
            case Failed failed -> agenda.dueIn(failed.pause(), parts.ticker().nanos());
            case GivenBack _ ->
                agenda.dueIn(PAUSE_AFTER_GIVING_BACK, parts.ticker().nanos());
            case Outcome.Completed _, Outcome.Dead _ -> {
                if (errand.signal().orderingKey().isPresent()) {
                    agenda.wake(); // the next of its key
                }
            }
        }
    }
}
