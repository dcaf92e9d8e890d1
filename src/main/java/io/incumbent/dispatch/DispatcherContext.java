package io.incumbent.dispatch;

import io.incumbent.coordinator.Leadership;
import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.dispatch.queue.QueueMaintenance;
import io.incumbent.election.Term;
import io.incumbent.logging.OutageLog;
import io.incumbent.time.Backoff;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The collaborators and settings of a dispatcher.
 *
 * @param ready whether the database can be used and this instance is registered in it
 * @param owner the owner of its claims: the id of this instance, which is final once {@code ready}
 * @param explain describes a failure of the database in one line, without secrets
 */
record DispatcherContext(
        ClaimStore claims,
        QueueMaintenance maintenance,
        DeliveryHandler handler,
        Leadership leadership,
        BooleanSupplier ready,
        DispatchConfig config,
        Supplier<String> owner,
        Ticker ticker,
        Function<Throwable, String> explain) {

    private static final Logger LOG = Logger.getLogger("io.incumbent.dispatch");

    private static final Duration RETRY_FIRST = Duration.ofMillis(50);
    private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);

    /** Claims in parallel under load: some are read while others wait for the disk. Measured by DispatchBench. */
    private static final int PARALLEL_CLAIMS = 4;

    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("dispatch-", 0).factory();

    ThreadFactory threads() {
        return THREADS;
    }

    Duration lease() {
        return config.claimLease();
    }

    Duration drainTimeout() {
        return config.drainTimeout();
    }

    /** Maximum number of claims not yet settled: deliveries in progress, and some groups of outcomes being reported. */
    int claimsMax() {
        return config.maxInFlight() + 10 * config.batch();
    }

    Backoff backoff() {
        return new Backoff(
                RETRY_FIRST, RETRY_LONGEST, () -> ThreadLocalRandom.current().nextLong());
    }

    ClaimSchedule schedule() {
        int minClaim = Math.min(config.maxInFlight(), config.batch()) / 4;
        return new ClaimSchedule(
                config.pollInterval(), config.batch(), minClaim, PARALLEL_CLAIMS, backoff(), ticker.nanos());
    }

    OutageLog outages(String what) {
        return new OutageLog(
                LOG, cause -> what + " failed, trying again: " + explain.apply(cause), what + " works again");
    }

    boolean mayWork() {
        return ready.getAsBoolean()
                && switch (config.workers()) {
                    case ALL -> true;
                    case LEADER -> leadership.term().isPresent();
                };
    }

    /** Whether other instances deliver signals that were stored here, so that they are to be notified. */
    boolean notifiesOthers() {
        return switch (config.workers()) {
            case ALL -> true;
            case LEADER -> leadership.term().isEmpty();
        };
    }

    /** @param term the term of a claim; empty if all instances work */
    boolean mayWorkUnder(Optional<Term> term) {
        return term.isEmpty() || leadership.term().equals(term);
    }
}
