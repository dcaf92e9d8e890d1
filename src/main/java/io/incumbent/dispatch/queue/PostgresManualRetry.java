package io.incumbent.dispatch.queue;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.signal.LocalWakeup;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Manual retries in PostgreSQL. Each update also compares the status, so a concurrent claim or outcome is never overwritten. */
@Singleton
class PostgresManualRetry implements ManualRetry {

    /** The columns of a DEAD signal describe its last attempt. They are added to its past, because the next claim overwrites them. */
    private static final String SET_DUE = """
               SET status = 'QUEUED', due_at = clock_timestamp(), finished_at = NULL,
                   past = CASE d.status WHEN 'DEAD' THEN %s ELSE d.past END
            """.formatted(AttemptHistory.appendSql("dead", "d.finished_at", "d.detail"));

    private static final String ONE = """
            UPDATE deliveries d
            %s WHERE d.signal = ? AND d.group_name = ? AND d.status IN ('FAILED', 'DEAD')
            """.formatted(SET_DUE);

    private static final String STATUS = """
            SELECT status FROM deliveries WHERE signal = ? AND group_name = ?
            """;

    private static final String DEAD = """
            UPDATE deliveries d
            %s  FROM (SELECT signal FROM deliveries
                       WHERE group_name = ? AND status = 'DEAD' AND (?::text IS NULL OR source = ?)
                       ORDER BY signal LIMIT ? FOR UPDATE SKIP LOCKED) oldest
             WHERE d.signal = oldest.signal
            """.formatted(SET_DUE);

    private static final String MORE = """
            SELECT EXISTS (SELECT FROM deliveries
                            WHERE group_name = ? AND status = 'DEAD' AND (?::text IS NULL OR source = ?))
            """;

    private final ConnectionPool connections;
    private final String group;
    private final LocalWakeup wakeup;

    PostgresManualRetry(ConnectionPool connections, InstanceIdentity identity, LocalWakeup wakeup) {
        this.connections = connections;
        this.group = identity.group();
        this.wakeup = wakeup;
    }

    @Override
    public RetryResult retry(UUID signal) throws SQLException {
        var retried = connections.withConnection(c -> retryOne(c, signal));
        if (retried instanceof RetryResult.Queued) {
            wakeup.signalsDue();
        }
        return retried;
    }

    @Override
    public BulkResult retryDead(Optional<String> source, int atMost) throws SQLException {
        var retried = connections.withConnection(c -> retryOldest(c, source.orElse(null), atMost));
        if (retried.retried() > 0) {
            wakeup.signalsDue();
        }
        return retried;
    }

    private RetryResult retryOne(Connection connection, UUID signal) throws SQLException {
        try (var update = connection.prepareStatement(ONE)) {
            update.setObject(1, signal);
            update.setString(2, group);
            if (update.executeUpdate() > 0) {
                return new RetryResult.Queued();
            }
        }
        try (var statement = connection.prepareStatement(STATUS)) {
            statement.setObject(1, signal);
            statement.setString(2, group);
            try (var row = statement.executeQuery()) {
                return row.next() ? new RetryResult.NotWaiting(row.getString(1)) : new RetryResult.Unknown();
            }
        }
    }

    private BulkResult retryOldest(Connection connection, @Nullable String source, int atMost) throws SQLException {
        int retried;
        try (var update = connection.prepareStatement(DEAD)) {
            update.setString(1, group);
            update.setString(2, source);
            update.setString(3, source);
            update.setInt(4, atMost);
            retried = update.executeUpdate();
        }
        try (var statement = connection.prepareStatement(MORE)) {
            statement.setString(1, group);
            statement.setString(2, source);
            statement.setString(3, source);
            try (var row = statement.executeQuery()) {
                row.next();
                return new BulkResult(retried, row.getBoolean(1));
            }
        }
    }
}
