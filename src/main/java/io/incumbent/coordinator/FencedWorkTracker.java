package io.incumbent.coordinator;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A counter of the fenced work in progress. Work calls {@link #begin} before it reads the role, and a leader that leaves
 * ends its trust before it calls {@link #drain}. So drain waits for all work that saw the trust.
 */
final class FencedWorkTracker implements CommandExecutor.Drain {

    private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);
    private final Executor threads;

    FencedWorkTracker(Executor threads) {
        this.threads = threads;
    }

    void begin() {
        permits.acquireUninterruptibly();
    }

    void end() {
        permits.release();
    }

    @Override
    public void drain(Duration atMost, Runnable done) {
        threads.execute(() -> {
            await(atMost);
            done.run();
        });
    }

    private void await(Duration atMost) {
        try {
            if (permits.tryAcquire(Integer.MAX_VALUE, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                permits.release(Integer.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
