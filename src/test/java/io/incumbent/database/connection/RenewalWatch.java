package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.Leadership;
import io.incumbent.election.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again how long the leader trusts itself. Renewals that traffic holds up end its term; how close it comes to
 * that is printed, since it depends on the machine as well.
 */
final class RenewalWatch implements AutoCloseable {

    private final Leadership leadership;
    private final Optional<Term> begin;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile Duration shortest = PoolProfile.TRUST;
    private volatile @Nullable String loss;

    RenewalWatch(Leadership leadership) {
        this.leadership = leadership;
        this.begin = leadership.term();
        this.thread = Thread.ofPlatform().name("beat-watch").daemon().start(this::watch);
    }

    void assertLedAllTheTime() {
        close();
        assertThat(loss).as("what became of the leadership").isNull();
    }

    /** The least that was left of its trust. */
    Duration shortest() {
        return shortest;
    }

    private void watch() {
        try {
            while (!stop.await(5, TimeUnit.MILLISECONDS)) {
                var state = leadership.state();
                if (!state.term().equals(begin)) {
                    loss = begin + " became " + state.term();
                    return;
                }
                shortest = state.trustedFor().compareTo(shortest) < 0 ? state.trustedFor() : shortest;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
