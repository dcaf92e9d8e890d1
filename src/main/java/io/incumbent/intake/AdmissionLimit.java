package io.incumbent.intake;

import java.time.Duration;

/** Limits the requests of the intake that are in progress in this process, by number and by bytes. Never blocks a request. */
final class AdmissionLimit {

    private final int maxRequests;
    private final long maxBytes;
    private int inUse;
    private long bytesInUse;

    AdmissionLimit(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** @return false if the limit is reached. A request that is alone is always admitted, however large it is */
    synchronized boolean tryAcquire(int bytes) {
        if (inUse == maxRequests || (inUse > 0 && bytesInUse + bytes > maxBytes)) {
            return false;
        }
        inUse++;
        bytesInUse += bytes;
        return true;
    }

    synchronized void release(int bytes) {
        inUse--;
        bytesInUse -= bytes;
        if (inUse == 0) {
            notifyAll();
        }
    }

    synchronized int inUse() {
        return inUse;
    }

    /** @return whether all requests were released within {@code atMost} */
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
