package io.incumbent.dispatch;

import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * One claimed signal, from the claim to its settled outcome. One atomic state decides whether it may be sent and whether it may be
 * given back, so it is never both: once a request may have been sent, its attempt counts.
 */
final class DeliveryTask implements DeliveryHandler.SendPermission {

    private enum SendState {
        CLAIMED,
        SENDING,
        CANCELLED
    }

    private final ClaimedSignal signal;
    private final Ticker ticker;
    private final BooleanSupplier mayAct;
    private final AtomicReference<SendState> sendState = new AtomicReference<>(SendState.CLAIMED);
    private volatile Deadline until;
    private volatile boolean lost;

    /**
     * @param until the end of the claim, counted from before the claim statement
     * @param mayAct whether this instance may act under the claim's term now
     */
    DeliveryTask(ClaimedSignal signal, Deadline until, Ticker ticker, BooleanSupplier mayAct) {
        this.signal = signal;
        this.until = until;
        this.ticker = ticker;
        this.mayAct = mayAct;
    }

    ClaimedSignal signal() {
        return signal;
    }

    ClaimHandle handle() {
        return signal.handle();
    }

    /** The clock is read last, so that a thread that was paused before is refused. */
    @Override
    public boolean maySend() {
        if (sendState.get() == SendState.CANCELLED || lost || !mayAct.getAsBoolean()) {
            return false;
        }
        boolean sending =
                sendState.compareAndSet(SendState.CLAIMED, SendState.SENDING) || sendState.get() == SendState.SENDING;
        return sending && !until.passed(ticker.nanos());
    }

    /** @return whether the signal is now kept from being sent; false if sending was allowed before */
    boolean cancelBeforeSend() {
        return sendState.compareAndSet(SendState.CLAIMED, SendState.CANCELLED);
    }

    boolean cancelled() {
        return sendState.get() == SendState.CANCELLED;
    }

    /** The end of the claim. */
    Deadline until() {
        return until;
    }

    void extend(Deadline later) {
        until = later;
    }

    /** Records that the claim was taken over by another owner. */
    void claimLost() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }
}
