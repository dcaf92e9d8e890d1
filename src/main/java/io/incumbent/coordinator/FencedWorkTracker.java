package io.incumbent.coordinator;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Counts the fenced work that is under way. Whoever enters and then still sees its trust is waited for; whoever drains has
 * ended that trust first, so nobody slips through between the two.
 */
final class FencedWorkTracker {

    private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

    void begin() {
        permits.acquireUninterruptibly();
    }

    void end() {
        permits.release();
    }

    /** @return whether all work had finished within {@code atMost} */
    boolean drain(Duration atMost) {
        try {
            if (!permits.tryAcquire(Integer.MAX_VALUE, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            permits.release(Integer.MAX_VALUE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
