package io.incumbent.dispatch.delivery;

import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Does with a claimed signal what is to be done. */
public interface DeliveryHandler {

    /**
     * Called on a thread that may not be blocked. The stage never fails: whatever goes wrong is an {@link Outcome}.
     *
     * @param permission asked at the last moment before anything leaves this process: whether the claim may still be acted
     *     on; if not, the outcome is {@link Outcome.GivenBack}
     */
    CompletionStage<Outcome> deliver(ClaimedSignal signal, SendPermission permission);

    /** How many more may be begun now; 0 while the target is known not to answer. */
    int room();

    /** How long until {@link #room()} may grow by time alone; zero if it is only outcomes that bring room. */
    Duration untilRoom();

    /** @param listener called whenever an outcome has brought room; must neither block nor throw */
    void onRoom(Runnable listener);

    /** Whether a claim may still be acted on, answered from memory. */
    @FunctionalInterface
    interface SendPermission {
        boolean maySend();
    }
}
