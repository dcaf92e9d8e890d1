package io.incumbent.intake;

import java.time.Duration;

/** How many requests, and how many bytes of them, may be under way in this process. Whoever finds no room is told at once. */
final class AdmissionLimit {

    private final int most;
    private final long mostBytes;
    private int inUse;
    private long bytesInside;

    AdmissionLimit(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** @return false if there is no room; one that is alone always has room, however large it is */
    synchronized boolean tryAcquire(int bytes) {
        if (inUse == most || (inUse > 0 && bytesInside + bytes > mostBytes)) {
            return false;
        }
        inUse++;
        bytesInside += bytes;
        return true;
    }

    synchronized void release(int bytes) {
        inUse--;
        bytesInside -= bytes;
        if (inUse == 0) {
            notifyAll();
        }
    }

    synchronized int inUse() {
        return inUse;
    }

    /** @return whether everybody had left within {@code atMost} */
    synchronized boolean awaitEmpty(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (inUse > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
