package io.incumbent.coordinator.stores;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The calls of this instance to its stores. None waits for another, and none is waited for longer than its time limit. */
public interface StoreCalls {

    /** What can be out of order. Outages of each are logged apart. */
    enum Store {
        REDIS,
        /** By the connections of a pool. */
        POSTGRES,
        /** By a fresh connection, on which a claim is read back. */
        READ_BACK
    }

    /** What is asked: a store may answer questions while it refuses changes. */
    enum Target {
        LEASE(Store.REDIS),
        LEASE_READ(Store.REDIS),
        TERM(Store.POSTGRES),
        TERM_READ(Store.POSTGRES),
        READ_BACK(Store.READ_BACK);

        private final Store store;

        Target(Store store) {
            this.store = store;
        }

        public Store store() {
            return store;
        }
    }

    /**
     * Starts a call and returns at once. Neither a failure nor a time limit means that it had no effect.
     *
     * @param atMost for how long it is waited for
     * @param call blocks until the store has answered; an exception means that there was no answer
     * @param done is told the answer once, on any thread; empty if there was none in time
     */
    <T> void ask(Target target, Duration atMost, Callable<T> call, Consumer<Optional<T>> done);
}
