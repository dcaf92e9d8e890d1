package io.incumbent.signal;

import io.incumbent.config.InstanceIdentity;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The statement that removes signals whose time has passed. */
@Singleton
class Outdated {

    /**
     * What one statement did.
     *
     * @param next after which to go on; empty if there was no more
     */
    record Sweep(int removed, Optional<UUID> next) {}

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

    private final InstanceIdentity identity;

    Outdated(InstanceIdentity identity) {
        this.identity = identity;
    }

    /**
     * Looks at up to {@code batch} signals after {@code after} and before {@code before}, and removes those that were done
     * or given up longer than {@code retention} ago.
     */
    Sweep remove(Connection connection, Duration retention, UUID after, UUID before, int batch) throws SQLException {
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
}
