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
 * Queues signals for a few writers, each of which stores one group after the other. A signal that arrives while a writer is
 * idle is stored at once and alone. Signals that arrive while all writers are busy become the next group. So the size of a
 * group follows the load, and no signal waits for a group to fill.
 *
 * <p>The writers are platform threads: they make progress even while the parsing of large bodies occupies all carriers of
 * virtual threads.
 */
final class GroupCommitQueue {

    /** Bounds the duration and the memory of a group's transaction when bodies are large. */
    static final int BYTES_MAX = 2 * 1024 * 1024;

    /** An idle thread ends after this time. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Queue<PendingSignal> queue = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;
    private final Semaphore idleWriters;
    private final int groupSize;
    private final Consumer<List<PendingSignal>> store;

    /**
     * @param count number of writers, which is the number of groups stored concurrently
     * @param groupSize maximum number of signals in a group
     * @param store stores a group and completes the answer of each of its signals; must not throw
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

    void add(PendingSignal signal) {
        queue.add(signal);
        startWriter();
    }

    private void startWriter() {
        if (idleWriters.tryAcquire()) {
            threads.execute(this::writeGroups);
        }
    }

    private void writeGroups() {
        try {
            for (var group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                store.accept(group);
            }
        } finally {
            idleWriters.release();
        }
        // A signal added between the last poll and the release found no idle writer.
        if (!queue.isEmpty()) {
            startWriter();
        }
    }

    private List<PendingSignal> nextGroup() {
        var group = new ArrayList<PendingSignal>();
        int bytes = 0;
        while (group.size() < groupSize && bytes < BYTES_MAX) {
            var signal = queue.poll();
            if (signal == null) {
                break;
            }
            group.add(signal);
            bytes += signal.bytes();
        }
        return group;
    }
}
