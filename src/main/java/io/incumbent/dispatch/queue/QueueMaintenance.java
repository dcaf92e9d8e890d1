package io.incumbent.dispatch.queue;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.ConnectionPool;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The maintenance of the queue while no signal is due: releases signals that are held without need, and finds when the next one is
 * due. A signal may arrive while the one before it in its ordering key is being settled. Neither transaction sees the other,
 * so it is held although no open signal precedes it.
 */
@Singleton
public class QueueMaintenance {

    /** Visits one row of each key by the index, however many signals wait behind it. */
    private static final String RELEASE = """
            WITH RECURSIVE first AS (
                (SELECT source, ordering_key, signal, held FROM deliveries
                  WHERE group_name = ? AND ordering_key IS NOT NULL AND status IN ('QUEUED', 'FAILED', 'PROCESSING')
                  ORDER BY source, ordering_key, arrival LIMIT 1)
                 UNION ALL
                SELECT next.* FROM first CROSS JOIN LATERAL (
                       SELECT source, ordering_key, signal, held FROM deliveries
                        WHERE group_name = ? AND ordering_key IS NOT NULL AND status IN ('QUEUED', 'FAILED', 'PROCESSING')
                          AND (source, ordering_key) > (first.source, first.ordering_key)
                        ORDER BY source, ordering_key, arrival LIMIT 1) AS next)
            UPDATE deliveries d SET held = false FROM first WHERE first.held AND d.held AND d.signal = first.signal
            """;

    private static final String NEXT_DUE = """
            SELECT greatest(0, ceil(1000 * extract(epoch FROM due_at - clock_timestamp())))::bigint AS millis
              FROM deliveries
             WHERE group_name = ? AND status IN ('QUEUED', 'FAILED', 'PROCESSING') AND NOT held
               AND due_at > (SELECT clock_timestamp() - ?::bigint * interval '1 microsecond')
             ORDER BY due_at LIMIT 1
            """;

    private final ConnectionPool connections;
    private final String group;

    QueueMaintenance(ConnectionPool connections, InstanceIdentity identity) {
        this.connections = connections;
        this.group = identity.group();
    }

    /**
     * @param released number of signals that were held without need and are due now
     * @param nextDue time until the next signal is due; zero if one became due lately; empty if none waits
     */
    public record Result(int released, Optional<Duration> nextDue) {}

    /** @param since signals that have been due for longer were visible to the last claim, and are ignored */
    public Result run(Duration since) throws SQLException {
        return connections.withConnection(connection -> new Result(release(connection), nextDue(connection, since)));
    }

    private int release(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            statement.setString(1, group);
            statement.setString(2, group);
            return statement.executeUpdate();
        }
    }

    private Optional<Duration> nextDue(Connection connection, Duration since) throws SQLException {
        try (var statement = connection.prepareStatement(NEXT_DUE)) {
            statement.setString(1, group);
            statement.setLong(2, since.toNanos() / 1000);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Duration.ofMillis(rows.getLong("millis"))) : Optional.empty();
            }
        }
    }
}
