package io.incumbent.coordinator;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.coordinator.stores.StoreCalls;
import io.incumbent.coordinator.stores.StoreCalls.Target;
import io.incumbent.coordinator.stores.TermStore;
import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Registers this instance before its first bid, so that no two processes ever act under one id: whoever finds its id taken
 * draws another one. The next attempt follows after a growing wait, so a database that
 * does not answer is never asked in a hot loop, nor is one in which every id that is drawn is taken.
 */
final class Registrar {

    private static final Logger LOG = Logger.getLogger(Registrar.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final StoreCalls calls;
    private final TermStore terms;
    private final InstanceIdentity identity;
    private final Duration callLimit;
    private final Backoff backoff;
    private final Ticker ticker;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile Optional<Registration> registration = Optional.empty();
    private volatile Deadline askAt;
    private Optional<Deadline> remindAt = Optional.empty();
    private int attempts;

    Registrar(
            StoreCalls calls,
            TermStore terms,
            InstanceIdentity identity,
            Duration callLimit,
            Backoff backoff,
            Ticker ticker) {
        this.calls = calls;
        this.terms = terms;
        this.identity = identity;
        this.callLimit = callLimit;
        this.backoff = backoff;
        this.ticker = ticker;
        this.askAt = new Deadline(ticker.nanos());
    }

    /** Present from the registration on. */
    Optional<Registration> registration() {
        return registration;
    }

    /** The id of the database, for records that name it. Must be called only after the registration. */
    String database() {
        return registration.orElseThrow().database().toString();
    }

    /** Starts the next attempt if one is due. Must be called only once the database is ready. */
    void ask(long now) {
        if (registration.isEmpty() && askAt.passed(now) && asking.compareAndSet(false, true)) {
            calls.ask(Target.TERM, callLimit, terms::registerInstance, this::answered);
        }
    }

    private void answered(Optional<RegistrationAnswer> answer) {
        attempts++;
        answer.ifPresent(this::accept);
        askAt = Deadline.in(SHORTEST_WAIT.plus(backoff.after(attempts)), ticker.nanos());
        asking.set(false);
    }

    private void accept(RegistrationAnswer answer) {
        switch (answer) {
            case RegistrationAnswer.Registered(var instance, var database) -> {
                identity.becomesFinal();
                registration = Optional.of(new Registration(instance, database));
            }
            case RegistrationAnswer.Taken(var instance) -> {
                identity.drawAgain();
                LOG.warnf(
                        "instance id is taken by another process id=%s: trying again with id=%s",
                        instance, identity.instance());
            }
            case RegistrationAnswer.UnnamedDatabase() -> remind();
        }
    }

    /** The election would not notice a Redis that is shared by mistake, so it does not begin. */
    private void remind() {
        long now = ticker.nanos();
        if (remindAt.isEmpty() || remindAt.get().passed(now)) {
            remindAt = Optional.of(Deadline.in(REMINDER, now));
            LOG.error("the database has no id, so this instance does not bid: its table database_identity is empty."
                    + " As the owner of the tables, run: INSERT INTO database_identity DEFAULT VALUES");
        }
    }

    /** From now on what this instance writes about itself says that it leaves for good. */
    void leaves() {
        terms.instanceLeaves();
    }

    /**
     * Writes that it leaves, which else only the release of a term would. A failure does no harm: soon the instance is
     * stale. Waits no longer than {@code limit}; a second call does nothing.
     */
    void writeThatItLeaves(Duration limit) {
        if (registration.isEmpty() || left.getAndSet(true)) {
            return;
        }
        var answered = new CountDownLatch(1);
        calls.ask(Target.TERM, limit, this::writeLastHeartbeat, _ -> answered.countDown());
        try {
            answered.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean writeLastHeartbeat() {
        terms.writeLastHeartbeat();
        return true;
    }

    /**
     * What this process knows once it is registered.
     *
     * @param instance its id, which no other process has and which does not change any more
     * @param database the id of the database that it is registered in
     */
    public record Registration(String instance, UUID database) {}
}
