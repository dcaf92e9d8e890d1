package io.incumbent.coordinator.ledger;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.StatementParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The statements on table {@code instance_metadata}. An instance writes its own row only. */
final class InstanceTable {

    /** The beginning of each statement on our row: any of them may create it, so that none depends on a registration. */
    private static final String UPSERT = """
            INSERT INTO instance_metadata AS i (instance, group_name, hostname, version, stale_after, connections_max, released_bid)
            VALUES (?, ?, ?, ?, ?::bigint * interval '1 millisecond', ?, %s) ON CONFLICT (instance) DO UPDATE SET
            """;

    /** Six parameters, see {@link #describe}. */
    static final String HEARTBEAT = UPSERT.formatted("0") + " last_heartbeat_at = clock_timestamp()";

    /** Six parameters and the bid's number. */
    static final String BID_RELEASED =
            UPSERT.formatted("?") + " released_bid = greatest(i.released_bid, excluded.released_bid)";

    /** Every start of a process leaves a row, so each start deletes the rows that are too old. */
    private static final String DELETE_OLD = """
            DELETE FROM instance_metadata i
             WHERE i.group_name = ? AND i.last_heartbeat_at < clock_timestamp() - ?::bigint * interval '1 millisecond'
               AND NOT EXISTS (SELECT FROM leadership l WHERE l.group_name = i.group_name AND l.instance = i.instance)
            """;

    private final InstanceIdentity identity;
    private final Duration heartbeatEvery;
    private final Duration staleAfter;
    private final Duration forgetAfter;
    private final int connectionsMax;

    /** @param connectionsMax how many connections to PostgreSQL all pools of this instance together may have */
    InstanceTable(
            InstanceIdentity identity,
            Duration heartbeatEvery,
            Duration staleAfter,
            Duration forgetAfter,
            int connectionsMax) {
        this.identity = identity;
        this.heartbeatEvery = heartbeatEvery;
        this.staleAfter = staleAfter;
        this.forgetAfter = forgetAfter;
        this.connectionsMax = connectionsMax;
    }

    Duration heartbeatEvery() {
        return heartbeatEvery;
    }

    /** Writes the row of this instance, and deletes those of its group whose last heartbeat is too long ago. */
    void register(Connection connection) throws SQLException {
        heartbeat(connection);
        try (var statement = connection.prepareStatement(DELETE_OLD)) {
            new StatementParameters(statement).add(identity.group()).add(forgetAfter.toMillis());
            statement.executeUpdate();
        }
    }

    void heartbeat(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HEARTBEAT)) {
            describe(new StatementParameters(statement));
            statement.executeUpdate();
        }
    }

    void describe(StatementParameters parameters) throws SQLException {
        parameters
                .add(identity.instance())
                .add(identity.group())
                .add(identity.hostname())
                .add(identity.version())
                .add(staleAfter.toMillis())
                .add(connectionsMax);
    }
}
