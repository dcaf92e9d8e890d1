package io.incumbent.dispatch;

import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.time.Deadline;
import io.incumbent.time.Ticker;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * One claimed signal, from the claim to its settled outcome. Whether it may be sent and whether it may be given back are
 * decided by one switch, so it is never both: once a request may have left, its attempt counts.
 */
final class DeliveryTask implements DeliveryHandler.SendPermission {

    private enum SendState {
        CLAIMED,
        BEGUN,
        RECALLED
    }

    private final ClaimedSignal signal;
    private final Ticker ticker;
    private final BooleanSupplier trusted;
    private final AtomicReference<SendState> sendState = new AtomicReference<>(SendState.CLAIMED);
    private volatile Deadline until;
    private volatile boolean lost;

    /**
     * @param until the claim's end, counted from before it was asked for
     * @param trusted whether this instance may act under the claim's term at that moment
     */
    DeliveryTask(ClaimedSignal signal, Deadline until, Ticker ticker, BooleanSupplier trusted) {
        this.signal = signal;
        this.until = until;
        this.ticker = ticker;
        this.trusted = trusted;
    }

    ClaimedSignal signal() {
        return signal;
    }

    ClaimHandle handle() {
        return signal.handle();
    }

    /** The clock is read last: whoever was paused before that is told no. */
    @Override
    public boolean maySend() {
        if (sendState.get() == SendState.RECALLED || lost || !trusted.getAsBoolean()) {
            return false;
        }
        boolean begun =
                sendState.compareAndSet(SendState.CLAIMED, SendState.BEGUN) || sendState.get() == SendState.BEGUN;
        return begun && !until.passed(ticker.nanos());
    }

    /** Keeps it from being sent, if that has not been allowed yet. */
    boolean cancelBeforeSend() {
        return sendState.compareAndSet(SendState.CLAIMED, SendState.RECALLED);
    }

    boolean recalled() {
        return sendState.get() == SendState.RECALLED;
    }

    /** What is left of its claim. */
    Deadline until() {
        return until;
    }

    void extend(Deadline later) {
        until = later;
    }

    /** The claim has passed to another. */
    void claimLost() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }
}
