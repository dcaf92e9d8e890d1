package io.incumbent.signal;

import io.incumbent.coordinator.FenceException;
import io.incumbent.coordinator.Fenced;
import io.incumbent.coordinator.Leadership;
import io.incumbent.database.PoolExhausted;
import io.incumbent.signal.Outdated.Sweep;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The leader removes what was done or given up longer ago than anybody sends again: in small transactions, resting after
 * each for as long as it took, so that it never takes more than half of one connection's time.
 */
@Singleton
public class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final int BATCH_MAX = 500;
    private static final Duration LOOK_MAX = Duration.ofMinutes(5);
    private static final int LOOKS_PER_RETENTION = 10;
    private static final Sweep NO_MORE = new Sweep(0, Optional.empty());
    private static final Duration REST_MIN = Duration.ofMillis(20);

    private final Leadership leadership;
    private final Outdated outdated;
    private final Duration retention;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Retention(Leadership leadership, Outdated outdated, SignalsConfig config) {
        this.leadership = leadership;
        this.outdated = outdated;
        this.retention = config.retention();
    }

    /** Begins to remove, on a thread of its own. */
    public void start() {
        Thread.ofVirtual().name("retention").start(this::run);
    }

    /** Does not wait: what is under way is one small transaction. */
    public void stop() {
        stopped.countDown();
    }

    private void run() {
        var derived = retention.dividedBy(LOOKS_PER_RETENTION);
        var every = derived.compareTo(LOOK_MAX) < 0 ? derived : LOOK_MAX;
        try {
            while (!rest(every)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how many were removed */
    int look() throws InterruptedException {
        // The server's clock decides by finished_at; this one only keeps young ones from being looked at.
        var before = SignalId.smallest(Clock.systemUTC().instant().minus(retention));
        var after = Optional.of(SignalId.smallest(Instant.EPOCH));
        int batch = BATCH_MAX;
        int removed = 0;
        while (after.isPresent() && leadership.term().isPresent()) {
            long begin = System.nanoTime();
            var sweep = remove(after.get(), before, batch);
            if (sweep.isPresent()) {
                removed += sweep.get().removed();
                after = sweep.get().next();
            } else if (batch == 1) {
                break; // the next look is soon enough
            }
            batch = sweep.isPresent() ? Math.min(BATCH_MAX, batch * 2) : Math.max(1, batch / 4);
            if (after.isPresent() && rest(longer(REST_MIN, Duration.ofNanos(System.nanoTime() - begin)))) {
                break;
            }
        }
        if (removed > 0) {
            LOG.infof("signals removed after their retention count=%d", removed);
        }
        return removed;
    }

    /** Empty if it failed, perhaps because it took longer than fenced work may. */
    private Optional<Sweep> remove(UUID after, UUID before, int batch) {
        try {
            Fenced<Sweep> done = leadership.fenced(
                    (connection, present) -> outdated.remove(connection, retention, after, before, batch));
            return switch (done) {
                case Fenced.Committed(var sweep, var term) -> Optional.of(sweep);
                case Fenced.NotLeader<Sweep> _, Fenced.LostLeadership<Sweep> _ -> Optional.of(NO_MORE);
            };
        } catch (FenceException | PoolExhausted e) {
            LOG.debugf(e, "signals not removed batch=%d", batch);
            return Optional.empty();
        }
    }

    private boolean rest(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
