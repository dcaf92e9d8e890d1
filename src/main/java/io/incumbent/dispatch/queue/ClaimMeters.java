package io.incumbent.dispatch.queue;

import io.incumbent.dispatch.queue.ClaimStatement.Claimed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** Counts what goes through this instance. How much waits is not asked for: that would cost the database a count. */
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
                .description("Signals claimed by this instance, by pull too")
                .register(registry);
        takenOver = Counter.builder("incumbent.dispatch.taken.over")
                .description("Of those, signals whose claim before had run out without an outcome")
                .register(registry);
        lag = Timer.builder("incumbent.dispatch.lag")
                .description("For how long the oldest signal of a claim had been due")
                .register(registry);
        completed = settled(registry, "completed");
        failed = settled(registry, "failed");
        dead = settled(registry, "dead");
        givenBack = settled(registry, "given_back");
        late = settled(registry, "late");
    }

    private static Counter settled(MeterRegistry registry, String outcome) {
        return Counter.builder("incumbent.dispatch.settled")
                .description("Outcomes reported to this instance; late: the claim had passed to somebody else")
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

    void settled(Map<ClaimHandle, Outcome> outcomes, Set<ClaimHandle> ours) {
        outcomes.forEach((handle, outcome) -> {
            if (ours.contains(handle)) {
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
