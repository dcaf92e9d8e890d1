package io.incumbent.coordinator;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A counter of the fenced work in progress. Work calls {@link #begin} before it reads the role, and a leader that leaves
 * ends its trust before it calls {@link #drain}. So drain waits for all work that saw the trust.
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
