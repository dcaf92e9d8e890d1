package io.incumbent.coordinator;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops fenced work at one place until it is released, as in a process that is paused there. */
public final class FenceHold {

    public enum Place {
        BEFORE_THE_FENCE,
        AFTER_THE_FENCE,
        BEFORE_THE_COMMIT
    }

    private final Place place;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    FenceHold(Place place) {
        this.place = place;
    }

    /** @throws IllegalStateException if no fenced work comes to the place */
    public void awaitReached() throws InterruptedException {
        if (!reached.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no fenced work reached " + place);
        }
    }

    /** Lets the work go on; what comes later is not stopped any more. */
    public void release() {
        released.countDown();
    }

    void pass(Place here) {
        if (here != place) {
            return;
        }
        reached.countDown();
        try {
            if (!released.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
