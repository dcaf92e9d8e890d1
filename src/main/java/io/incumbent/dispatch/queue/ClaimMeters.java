package io.incumbent.dispatch.queue;

import io.incumbent.dispatch.queue.ClaimStatement.Claimed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** Counts claims and outcomes of this instance. The length of the queue is not a metric: it would cost the database a count. */
@Singleton
class ClaimMeters {

    private final Counter claimed;
    private final Counter takenOver;
    private final Timer lag;
    private final Counter completed;
    private final Counter failed;
    private final Counter dead;
    private final Counter givenBack;
    private final Counter late;

    ClaimMeters(MeterRegistry registry) {
        claimed = Counter.builder("incumbent.dispatch.claimed")
                .description("Signals claimed through this instance, also by workers over HTTP")
                .register(registry);
        takenOver = Counter.builder("incumbent.dispatch.taken.over")
                .description("Claimed signals whose previous claim had ended without an outcome")
                .register(registry);
        lag = Timer.builder("incumbent.dispatch.lag")
                .description("How long the oldest signal of a claim had been due")
                .register(registry);
        completed = settled(registry, "completed");
        failed = settled(registry, "failed");
        dead = settled(registry, "dead");
        givenBack = settled(registry, "given_back");
        late = settled(registry, "late");
    }

    private static Counter settled(MeterRegistry registry, String outcome) {
        return Counter.builder("incumbent.dispatch.settled")
                .description("Outcomes reported to this instance; late: the claim was over and had been taken over")
                .tag("outcome", outcome)
                .register(registry);
    }

    void claimed(Claimed batch) {
        if (!batch.signals().isEmpty()) {
            claimed.increment(batch.signals().size());
            takenOver.increment(batch.takenOver());
            lag.record(batch.lag());
        }
    }

    void settled(Map<ClaimHandle, Outcome> outcomes, Set<ClaimHandle> held) {
        outcomes.forEach((handle, outcome) -> {
            if (held.contains(handle)) {
                counter(outcome).increment();
            } else {
                late.increment();
            }
        });
    }

    private Counter counter(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed _ -> completed;
            case Outcome.Failed _ -> failed;
            case Outcome.Dead _ -> dead;
            case Outcome.GivenBack _ -> givenBack;
        };
    }
}
