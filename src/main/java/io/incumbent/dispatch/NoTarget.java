package io.incumbent.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where no target is set, signals wait until somebody claims them over HTTP. */
final class NoTarget implements DeliveryHandler {

    @Override
    public CompletionStage<Outcome> deliver(ClaimedSignal signal, MayAct mayAct) {
        return CompletableFuture.completedStage(new Outcome.GivenBack());
    }

    @Override
    public int room() {
        return 0;
    }

    @Override
    public Duration untilRoom() {
        return Duration.ZERO;
    }

    /** There never is any. */
    @Override
    public void onRoom(Runnable listener) {}
}
