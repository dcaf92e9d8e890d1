package io.incumbent.intake;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.signal.SignalIds;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** Ids are in order of time, so only those are looked at that are old enough to be old. */
    private static final String REMOVE = """
            WITH seen AS MATERIALIZED (
                SELECT signal FROM deliveries WHERE signal > ? AND signal < ? ORDER BY signal LIMIT ?
            ), old AS MATERIALIZED (
                SELECT d.signal FROM seen JOIN deliveries d USING (signal)
                 WHERE d.group_name = ? AND d.status IN ('COMPLETED', 'DEAD')
                   AND d.finished_at < clock_timestamp() - make_interval(secs => ?)
                   FOR UPDATE OF d SKIP LOCKED
            ), done AS (
                DELETE FROM deliveries d USING old WHERE d.signal = old.signal RETURNING d.signal
            ), gone AS (
                DELETE FROM signals s USING done WHERE s.id = done.signal RETURNING s.id
            )
            SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM seen),
                   (SELECT signal FROM seen ORDER BY signal DESC LIMIT 1)
            """;

    /**
     * What one statement did.
     *
     * @param next after which to go on; empty if there was no more
     */
    record Sweep(int removed, Optional<UUID> next) {}

    private final Leadership leadership;
    private final InstanceIdentity identity;
    private final Duration retention;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Retention(Leadership leadership, InstanceIdentity identity, SignalsConfig config) {
        this.leadership = leadership;
        this.identity = identity;
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
        var before = SignalIds.smallest(Clock.systemUTC().instant().minus(retention));
        var after = Optional.of(SignalIds.smallest(Instant.EPOCH));
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
            FencedResult<Sweep> done = leadership.fenced((connection, _) -> remove(connection, after, before, batch));
            return switch (done) {
                case FencedResult.Committed(var sweep, var _) -> Optional.of(sweep);
                case FencedResult.NotLeader<Sweep> _, FencedResult.LostLeadership<Sweep> _ -> Optional.of(NO_MORE);
            };
        } catch (FenceException | PoolExhaustedException e) {
            LOG.debugf(e, "signals not removed batch=%d", batch);
            return Optional.empty();
        }
    }

    /**
     * Looks at up to {@code batch} signals after {@code after} and before {@code before}, and removes those that were done
     * or given up longer than the retention ago.
     */
    private Sweep remove(Connection connection, UUID after, UUID before, int batch) throws SQLException {
        try (var statement = connection.prepareStatement(REMOVE)) {
            statement.setObject(1, after);
            statement.setObject(2, before);
            statement.setInt(3, batch);
            statement.setString(4, identity.group());
            statement.setDouble(5, retention.toMillis() / 1000.0);
            try (var row = statement.executeQuery()) {
                row.next();
                boolean more = row.getInt(2) == batch;
                var last = Optional.ofNullable(row.getObject(3, UUID.class)).filter(_ -> more);
                return new Sweep(row.getInt(1), last);
            }
        }
    }

    private boolean rest(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
