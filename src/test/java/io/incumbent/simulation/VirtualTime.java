package io.incumbent.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is due first happens first, and what is due at once happens in the order in which it was asked for. */
final class VirtualTime {

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long sequence;

    /** Real time, in nanoseconds since the world began. No instance can read it: each has a clock of its own. */
    long now() {
        return now;
    }

    void at(long when, Runnable action) {
        queue.add(new Due(Math.max(when, now), sequence++, action));
    }

    void after(long wait, Runnable action) {
        at(now + wait, action);
    }

    /** Lets the next thing happen, unless it lies beyond {@code limit}; time then stands at the limit. */
    boolean step(long limit) {
        var next = queue.peek();
        if (next == null || next.when > limit) {
            now = limit;
            return false;
        }
        queue.poll();
        now = next.when;
        next.action.run();
        return true;
    }

    private record Due(long when, long sequence, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
