package io.incumbent.coordinator.ledger;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.election.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The statements on table {@code instance_metadata}. An instance writes its own row only. */
final class InstanceTable {

    private static final String INSERT = """
            INSERT INTO instance_metadata AS i
                (instance, group_name, hostname, version, stale_after, connections_max,
                 nonce, name, ttl, margin, heartbeat, candidacy, released_bid)
            VALUES (?, ?, ?, ?, ?::bigint * interval '1 millisecond', ?, ?, ?, ?::bigint * interval '1 millisecond',
                    ?::bigint * interval '1 millisecond', ?::bigint * interval '1 millisecond', ?, %s)
            ON CONFLICT (instance)\
            """;

    /**
     * Parameters: see {@link #describe}, and the id again. The second statement sees the row of a process that
     * registered the same id at the same moment, which a part of the first would not.
     */
    private static final String REGISTER = INSERT.formatted("0") + """
             DO NOTHING;
            SELECT i.nonce, d.id AS database_id
              FROM instance_metadata i LEFT JOIN database_identity d ON true
             WHERE i.instance = ?
            """;

    /**
     * The beginning of each later statement on our row. Any of them may create it, since it may have been deleted. None
     * changes a nonce. A candidacy that others have set stays, unless this instance leaves.
     */
    private static final String UPSERT = INSERT + """
             DO UPDATE SET
                candidacy = CASE excluded.candidacy WHEN 'draining' THEN 'draining' ELSE i.candidacy END,
            """;

    /** Parameters: see {@link #describe}. */
    static final String HEARTBEAT = UPSERT.formatted("0") + " last_heartbeat_at = clock_timestamp()";

    /** Parameters: see {@link #describe}, and the bid's number. */
    static final String BID_RELEASED =
            UPSERT.formatted("?") + " released_bid = greatest(i.released_bid, excluded.released_bid)";

    private static final String CORRECT_RELEASED_BID =
            "UPDATE instance_metadata SET released_bid = ? WHERE instance = ? AND nonce = ? AND released_bid = ?";

    private static final String RELEASED_BID =
            "SELECT released_bid FROM instance_metadata WHERE instance = ? AND nonce = ?";

    private final InstanceIdentity identity;
    private final Timing timing;
    private final Duration heartbeatEvery;
    private final Duration staleAfter;
    private final int connectionsMax;
    private volatile boolean leaves;

    /** @param connectionsMax how many connections to PostgreSQL all pools of this instance together may have */
    InstanceTable(
            InstanceIdentity identity,
            Timing timing,
            Duration heartbeatEvery,
            Duration staleAfter,
            int connectionsMax) {
        this.identity = identity;
        this.timing = timing;
        this.heartbeatEvery = heartbeatEvery;
        this.staleAfter = staleAfter;
        this.connectionsMax = connectionsMax;
    }

    Duration heartbeatEvery() {
        return heartbeatEvery;
    }

    /** From now on each statement on our row says that this instance leaves for good. */
    void leaves() {
        leaves = true;
    }

    /** Idempotent: a repeat of an insert whose answer was lost finds our own nonce. */
    RegistrationAnswer register(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(REGISTER)) {
            var id = identity.instance();
            var parameters = new StatementParameters(statement);
            describe(parameters);
            parameters.add(id);
            statement.execute();
            statement.getMoreResults();
            try (var row = statement.getResultSet()) {
                if (!row.next() || !identity.nonce().equals(row.getString("nonce"))) {
                    return new RegistrationAnswer.Taken(id);
                }
                var database = row.getObject("database_id", UUID.class);
                return database == null
                        ? new RegistrationAnswer.UnnamedDatabase()
                        : new RegistrationAnswer.Registered(id, database);
            }
        }
    }

    void heartbeat(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HEARTBEAT)) {
            describe(new StatementParameters(statement));
            statement.executeUpdate();
        }
    }

    /**
     * Mends our row if it says that a bid was released which this process has not made yet: only somebody else can have
     * written that, and every claim would be refused. The row is read before {@code newest} is, and changed only if it
     * still is what was read: however late this runs, what our own releases have written is never lowered.
     *
     * @param newest the number of the newest bid of this process that claimed
     * @return whether it had to be mended
     */
    boolean correctReleasedBid(Connection connection, LongSupplier newest) throws SQLException {
        long released = releasedBid(connection);
        long bid = newest.getAsLong();
        if (released <= bid) {
            return false;
        }
        try (var statement = connection.prepareStatement(CORRECT_RELEASED_BID)) {
            new StatementParameters(statement)
                    .add(bid - 1)
                    .add(identity.instance())
                    .add(identity.nonce())
                    .add(released);
            return statement.executeUpdate() > 0;
        }
    }

    private long releasedBid(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASED_BID)) {
            new StatementParameters(statement).add(identity.instance()).add(identity.nonce());
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong("released_bid") : 0;
            }
        }
    }

    void describe(StatementParameters parameters) throws SQLException {
        parameters
                .add(identity.instance())
                .add(identity.group())
                .add(identity.hostname())
                .add(identity.version())
                .add(staleAfter.toMillis())
                .add(connectionsMax)
                .add(identity.nonce())
                .add(identity.name())
                .add(timing.ttl().toMillis())
                .add(timing.margin().toMillis())
                .add(timing.heartbeat().toMillis())
                .add(leaves ? "draining" : "standing");
    }
}
