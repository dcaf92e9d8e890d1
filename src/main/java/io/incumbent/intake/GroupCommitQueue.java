package io.incumbent.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stores side by side, each lane a group after the other. Whoever comes while a lane is free goes at once and alone;
 * whoever comes while all are busy finds, when one is free again, everybody with it who came meanwhile. So groups are as
 * large as the load makes them, and nobody ever waits for a group to fill.
 *
 * <p>Lanes are few, so they are threads of the platform: they go on while long bodies are read on all carriers of virtual
 * threads.
 */
final class GroupCommitQueue {

    /** A group's transaction, and the memory for it, should not be long because of a few long bodies. */
    static final int BYTES_MAX = 2 * 1024 * 1024;

    /** After which a thread without work ends. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Queue<PendingSignal> queue = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;
    private final Semaphore idleWriters;
    private final int groupSize;
    private final Consumer<List<PendingSignal>> store;

    /**
     * @param count how many groups are stored side by side
     * @param groupSize most signals in a group
     * @param store stores a group and answers everybody in it; must not throw
     */
    GroupCommitQueue(int count, int groupSize, Consumer<List<PendingSignal>> store) {
        this.idleWriters = new Semaphore(count);
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("intake-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.groupSize = groupSize;
        this.store = store;
    }

    void add(PendingSignal one) {
        queue.add(one);
        startWriter();
    }

    private void startWriter() {
        if (idleWriters.tryAcquire()) {
            threads.execute(this::run);
        }
    }

    private void run() {
        try {
            for (var group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                store.accept(group);
            }
        } finally {
            idleWriters.release();
        }
        // Whoever came after the last look found no lane free.
        if (!queue.isEmpty()) {
            startWriter();
        }
    }

    private List<PendingSignal> nextGroup() {
        var group = new ArrayList<PendingSignal>();
        int bytes = 0;
        while (group.size() < groupSize && bytes < BYTES_MAX) {
            var one = queue.poll();
            if (one == null) {
                break;
            }
            group.add(one);
            bytes += one.bytes();
        }
        return group;
    }
}
