package io.incumbent.intake;

import io.incumbent.intake.StoreTransaction.Result;
import io.incumbent.logging.OutageLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Counts requests of the intake by outcome, and logs when storing signals begins to fail and when it works again. */
@Singleton
class IntakeMeters {

    private final MeterRegistry registry;
    private final Timer transactions;
    private final DistributionSummary groups;
    private final OutageLog outages = new OutageLog(
            Logger.getLogger(IntakeMeters.class),
            cause -> "signals are not stored error=\"" + cause.getMessage() + "\": senders are asked to retry",
            "signals are stored again");

    IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        transactions = Timer.builder("incumbent.signals.store")
                .description("Duration of the transactions that store signals")
                .register(registry);
        groups = DistributionSummary.builder("incumbent.signals.group")
                .description("Number of signals in a transaction")
                .register(registry);
    }

    void watch(AdmissionLimit admission) {
        Gauge.builder("incumbent.signals.waiting", admission, AdmissionLimit::inUse)
                .description("Requests in progress: being parsed, or waiting for their signal to be stored")
                .register(registry);
    }

    /** @param result null if an unexpected exception ended the request */
    void answered(@Nullable IntakeResult result) {
        Counter.builder("incumbent.signals.taken")
                .description("Requests to store a signal, by outcome")
                .tag("outcome", result == null ? "unexpected" : name(result))
                .register(registry)
                .increment();
    }

    void transaction(int size, long nanos, Result outcome) {
        groups.record(size);
        transactions.record(nanos, TimeUnit.NANOSECONDS);
        switch (outcome) {
            case Result.Committed _ -> outages.worked();
            case Result.LostLeadership _, Result.BadData _ -> {}
            case Result.Failed(var why) -> outages.failed(why);
        }
    }

    private static String name(IntakeResult result) {
        return switch (result) {
            case IntakeResult.Accepted _ -> "accepted";
            case IntakeResult.Duplicate _ -> "duplicate";
            case IntakeResult.Conflict _ -> "conflict";
            case IntakeResult.Rejected(var why) ->
                switch (why) {
                    case NOT_LEADER -> "not_leader";
                    case LOST_LEADERSHIP -> "lost_leadership";
                };
            case IntakeResult.Overloaded _ -> "overloaded";
            case IntakeResult.Unavailable _ -> "unavailable";
            case InvalidRequest.Malformed _ -> "malformed";
            case InvalidRequest.Unauthenticated _ -> "unauthenticated";
            case InvalidRequest.IntakeClosed _ -> "closed";
        };
    }
}
