package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Delivers claimed signals. */
public interface DeliveryHandler {

    /**
     * Delivers one signal. Must not block. The stage never fails: every failure is an {@link Outcome}.
     *
     * @param permission to be asked immediately before the signal leaves this process; if it refuses, the outcome is
     *     {@link Outcome.GivenBack}
     */
    CompletionStage<Outcome> deliver(ClaimedSignal signal, SendPermission permission);

    /** @return how many more deliveries may begin now; 0 while the circuit breaker is open */
    int capacity();

    /** @return the time until {@link #capacity()} may grow without an outcome; zero if only an outcome can free capacity */
    Duration untilCapacity();

    /** @param listener called after an outcome has freed capacity; must neither block nor throw */
    void onCapacity(Runnable listener);

    /** Tells from memory whether a claimed signal may still be sent. */
    @FunctionalInterface
    interface SendPermission {
        boolean maySend();
    }
}
