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

    private final InstanceIdentity identity;
    private final Duration heartbeatEvery;
    private final Duration staleAfter;
    private final int connectionsMax;

    /** @param connectionsMax how many connections to PostgreSQL all pools of this instance together may have */
    InstanceTable(InstanceIdentity identity, Duration heartbeatEvery, Duration staleAfter, int connectionsMax) {
        this.identity = identity;
        this.heartbeatEvery = heartbeatEvery;
        this.staleAfter = staleAfter;
        this.connectionsMax = connectionsMax;
    }

    Duration heartbeatEvery() {
        return heartbeatEvery;
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
