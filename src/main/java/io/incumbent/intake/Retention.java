package io.incumbent.intake;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.MaintenanceTask;
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
import org.jboss.logging.Logger;

/**
 * Removes signals that were completed or given up longer ago than {@code incumbent.signals.retention}; on the leader only. Works
 * in small transactions and pauses after each for as long as it took, so that it never uses more than half of one
 * connection's time.
 */
@Singleton
class Retention implements MaintenanceTask {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final int BATCH_MAX = 500;
    private static final Batch NO_MORE = new Batch(0, Optional.empty());
    private static final Duration PAUSE_MIN = Duration.ofMillis(20);

    /** Ids are in order of time, so only signals that were stored before the retention are examined. */
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
     * The result of one statement.
     *
     * @param next the id after which to go on; empty if there are no more
     */
    record Batch(int removed, Optional<UUID> next) {}

    private final Leadership leadership;
    private final InstanceIdentity identity;
    private final Duration retention;

    Retention(Leadership leadership, InstanceIdentity identity, SignalsConfig config) {
        this.leadership = leadership;
        this.identity = identity;
        this.retention = config.retention();
    }

    @Override
    public Duration retention() {
        return retention;
    }

    @Override
    public void run(StopCheck process) throws InterruptedException {
        sweep(process);
    }

    /** @return how many were removed */
    int sweep(StopCheck process) throws InterruptedException {
        // The server's clock decides by finished_at; this clock only limits which rows are examined.
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
                break; // the next sweep tries again
            }
            batch = sweep.isPresent() ? Math.min(BATCH_MAX, batch * 2) : Math.max(1, batch / 4);
            if (after.isPresent()
                    && process.stopsWithin(longer(PAUSE_MIN, Duration.ofNanos(System.nanoTime() - begin)))) {
                break;
            }
        }
        if (removed > 0) {
            LOG.infof("signals removed after their retention count=%d", removed);
        }
        return removed;
    }

    /** @return empty if the transaction failed, perhaps because it exceeded the time limit of fenced work */
    private Optional<Batch> remove(UUID after, UUID before, int batch) {
        try {
            FencedResult<Batch> done = leadership.fenced((connection, _) -> remove(connection, after, before, batch));
            return switch (done) {
                case FencedResult.Committed(var sweep, var _) -> Optional.of(sweep);
                case FencedResult.NotLeader<Batch> _, FencedResult.LostLeadership<Batch> _ -> Optional.of(NO_MORE);
            };
        } catch (FenceException | PoolExhaustedException e) {
            LOG.debugf(e, "signals not removed batch=%d", batch);
            return Optional.empty();
        }
    }

    /**
     * Examines up to {@code batch} signals after {@code after} and before {@code before}, and removes those that were completed
     * or given up longer ago than the retention.
     */
    private Batch remove(Connection connection, UUID after, UUID before, int batch) throws SQLException {
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
                return new Batch(row.getInt(1), last);
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
