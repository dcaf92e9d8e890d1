package io.incumbent.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Stores side by side, each lane a group after the other. Whoever comes while a lane is free goes at once and alone;
 * whoever comes while all are busy finds, when one is free again, everybody with it who came meanwhile. So groups are as
 * large as the load makes them, and nobody ever waits for a group to fill. A lane is a virtual thread that ends when
 * nobody waits, so none costs anything while idle.
 */
final class Lanes {

    /** A group's transaction, and the memory for it, should not be long because of a few long bodies. */
    static final int BYTES_MAX = 2 * 1024 * 1024;

    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore free;
    private final int groupSize;
    private final Consumer<List<Waiting>> store;

    /**
     * @param count how many groups are stored side by side
     * @param groupSize most signals in a group
     * @param store stores a group and answers everybody in it; must not throw
     */
    Lanes(int count, int groupSize, Consumer<List<Waiting>> store) {
        this.free = new Semaphore(count);
        this.groupSize = groupSize;
        this.store = store;
    }

    void add(Waiting one) {
        queue.add(one);
        openOne();
    }

    private void openOne() {
        if (free.tryAcquire()) {
            Thread.ofVirtual().name("intake").start(this::run);
        }
    }

    private void run() {
        try {
            for (var group = next(); !group.isEmpty(); group = next()) {
                store.accept(group);
            }
        } finally {
            free.release();
        }
        // Whoever came after the last look found no lane free.
        if (!queue.isEmpty()) {
            openOne();
        }
    }

    private List<Waiting> next() {
        var group = new ArrayList<Waiting>();
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
