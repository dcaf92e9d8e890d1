package io.incumbent.simulation;

import static java.util.Objects.requireNonNull;

import io.incumbent.election.Command;
import io.incumbent.simulation.InvariantViolation.Promise;
import io.incumbent.simulation.SimulatedNetwork.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** No instance asks a store more than ten times in any second, or twenty times after a release notification. */
final class RequestRate {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int LIMIT = 10;
    private static final int LIMIT_IF_NOTIFIED = 20;

    private final String self;
    private final VirtualTime time;
    private final Map<Store, Deque<Long>> asked = new EnumMap<>(Store.class);
    private long notifiedAt = -2 * SECOND;

    RequestRate(String self, VirtualTime time) {
        this.self = self;
        this.time = time;
        for (var store : Store.values()) {
            asked.put(store, new ArrayDeque<>());
        }
    }

    void notified() {
        notifiedAt = time.now();
    }

    void count(Command command) {
        switch (command) {
            case Command.AcquireLease _, Command.ReadLease _, Command.ReleaseLease _ -> count(Store.REDIS, command);
            case Command.ClaimTerm _,
                    Command.RenewTerm _,
                    Command.ReadTerm _,
                    Command.Verify _,
                    Command.ReleaseTerm _ -> count(Store.POSTGRESQL, command);
            case Command.Drain _ -> {}
        }
    }

    private void count(Store store, Command command) {
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
                    self + " asks " + store + " " + recent.size() + " times in a second, lastly " + command);
        }
    }
}
