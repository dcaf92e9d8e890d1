package io.incumbent.coordinator.ledger;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.StatementParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The statements on table {@code instance_metadata}: one instance writes its own row, and no other. */
final class InstanceTable {

    /** Begins every statement on our row: whoever comes first creates it, so nothing depends on a registration before. */
    private static final String OURS = """
            INSERT INTO instance_metadata AS i (instance, group_name, hostname, version, stale_after, connections_max, released_bid)
            VALUES (?, ?, ?, ?, ?::bigint * interval '1 millisecond', ?, %s) ON CONFLICT (instance) DO UPDATE SET
            """;

    /** Six parameters, see {@link #describe}. */
    static final String SIGN_OF_LIFE = OURS.formatted("0") + " last_heartbeat_at = clock_timestamp()";

    /** Six parameters and the bid's number. */
    static final String BID_RELEASED =
            OURS.formatted("?") + " released_bid = greatest(i.released_bid, excluded.released_bid)";

    /** Every start of a process leaves a row; whoever starts clears away what nobody will ask about any more. */
    private static final String FORGET = """
            DELETE FROM instance_metadata i
             WHERE i.group_name = ? AND i.last_heartbeat_at < clock_timestamp() - ?::bigint * interval '1 millisecond'
               AND NOT EXISTS (SELECT FROM leadership l WHERE l.group_name = i.group_name AND l.instance = i.instance)
            """;

    private final InstanceIdentity identity;
    private final Duration signOfLifeEvery;
    private final Duration staleAfter;
    private final Duration forgetAfter;
    private final int connectionsMax;

    /** @param connectionsMax how many connections to PostgreSQL this instance may have, all its pools together */
    InstanceTable(
            InstanceIdentity identity,
            Duration signOfLifeEvery,
            Duration staleAfter,
            Duration forgetAfter,
            int connectionsMax) {
        this.identity = identity;
        this.signOfLifeEvery = signOfLifeEvery;
        this.staleAfter = staleAfter;
        this.forgetAfter = forgetAfter;
        this.connectionsMax = connectionsMax;
    }

    Duration signOfLifeEvery() {
        return signOfLifeEvery;
    }

    /** Enters this instance, and strikes off those of its group that have been silent for very long. */
    void register(Connection connection) throws SQLException {
        heartbeat(connection);
        try (var statement = connection.prepareStatement(FORGET)) {
            new StatementParameters(statement).add(identity.group()).add(forgetAfter.toMillis());
            statement.executeUpdate();
        }
    }

    void heartbeat(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(SIGN_OF_LIFE)) {
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
