package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.queue.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Counts deliveries by outcome. */
final class DeliveryMeters {

    private final Timer time;
    private final Counter completed;
    private final Counter failed;
    private final Counter dead;
    private final Counter givenBack;

    /**
     * @param inFlight number of deliveries in progress
     * @param open 1 while the circuit breaker is open or half open, else 0
     */
    DeliveryMeters(MeterRegistry registry, IntSupplier inFlight, IntSupplier open) {
        time = Timer.builder("incumbent.delivery")
                .description("Duration of deliveries, with those that found no connection")
                .register(registry);
        completed = counter(registry, "completed");
        failed = counter(registry, "failed");
        dead = counter(registry, "dead");
        givenBack = counter(registry, "given_back");
        Gauge.builder("incumbent.delivery.in.flight", inFlight, IntSupplier::getAsInt)
                .description("Deliveries in progress")
                .strongReference(true)
                .register(registry);
        Gauge.builder("incumbent.delivery.breaker.open", open, IntSupplier::getAsInt)
                .description("1 while the circuit breaker is open or half open because the target fails, else 0")
                .strongReference(true)
                .register(registry);
    }

    void ended(Outcome outcome, Duration took) {
        switch (outcome) {
            case Outcome.Completed _ -> completed.increment();
            case Outcome.Failed _ -> failed.increment();
            case Outcome.Dead _ -> dead.increment();
            case Outcome.GivenBack _ -> givenBack.increment();
        }
        if (!(outcome instanceof Outcome.GivenBack)) {
            time.record(took);
        }
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("incumbent.deliveries")
                .description("Attempts to deliver a signal, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
