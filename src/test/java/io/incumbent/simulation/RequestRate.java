package io.incumbent.simulation;

import static java.util.Objects.requireNonNull;

import io.incumbent.coordinator.stores.StoreCalls.Store;
import io.incumbent.simulation.InvariantViolation.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** No instance asks a store, or for a fresh connection, more than ten times in any second, or twenty times after a release notification. */
final class RequestRate {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int LIMIT = 10;
    private static final int LIMIT_IF_NOTIFIED = 20;

    private final Supplier<String> self;
    private final VirtualTime time;
    private final Map<Store, Deque<Long>> asked = new EnumMap<>(Store.class);
    private long notifiedAt = -2 * SECOND;

    RequestRate(Supplier<String> self, VirtualTime time) {
        this.self = self;
        this.time = time;
        for (var store : Store.values()) {
            asked.put(store, new ArrayDeque<>());
        }
    }

    void notified() {
        notifiedAt = time.now();
    }

    void count(Store store, Supplier<String> what) {
        long now = time.now();
        var recent = requireNonNull(asked.get(store));
        recent.addLast(now);
        while (recent.getFirst() <= now - SECOND) {
            recent.removeFirst();
        }
        // what was asked in the second after a notification may be counted a second later
        int limit = now - notifiedAt < 2 * SECOND ? LIMIT_IF_NOTIFIED : LIMIT;
        if (recent.size() > limit) {
            throw new InvariantViolation(
                    Promise.P6_NO_LOOP_IS_HOT,
                    self.get() + " asks " + store + " " + recent.size() + " times in a second, lastly as "
                            + what.get());
        }
    }
}
