package io.incumbent.coordinator.ledger;

import io.incumbent.config.ConfigRules;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.StatementParameters;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The statements that remove what the ledger has kept for longer than configured, of this instance's group. */
@Singleton
public class LedgerRetention {

    /** Rows of one kind that one transaction removes. */
    static final int BATCH_MAX = 500;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * A leadership that lasts stays, however old, and so does the newest: the next term is counted from it, also after
     * table leadership was emptied by hand.
     */
    private static final String LEADERSHIPS = """
            WITH old AS MATERIALIZED (
                SELECT group_name, term FROM leadership_history h
                 WHERE group_name = ? AND lost_at < clock_timestamp() - ?::bigint * interval '1 millisecond'
                   AND term < (SELECT max(term) FROM leadership_history m WHERE m.group_name = h.group_name)
                 ORDER BY term LIMIT ?)
            DELETE FROM leadership_history h USING old WHERE h.group_name = old.group_name AND h.term = old.term
            """;

    /** Every start of a process leaves a row. One that is being written belongs to an instance that is alive again. */
    private static final String INSTANCES = """
            WITH old AS MATERIALIZED (
                SELECT i.instance FROM instance_metadata i
                 WHERE i.group_name = ? AND i.last_heartbeat_at < clock_timestamp() - ?::bigint * interval '1 millisecond'
                   AND NOT EXISTS (SELECT FROM leadership l WHERE l.group_name = i.group_name AND l.instance = i.instance)
                 LIMIT ? FOR UPDATE OF i SKIP LOCKED)
            DELETE FROM instance_metadata i USING old WHERE i.instance = old.instance
            """;

    private final String group;
    private final Duration history;
    private final Duration instances;

    /** @throws ConfigurationException naming the rule and the values that break it */
    public LedgerRetention(InstanceIdentity identity, LedgerConfig config) {
        this.group = identity.group();
        this.history = config.historyRetention();
        this.instances = config.forgetAfter();
        ConfigRules.between("incumbent.ledger.history-retention", history, SHORTEST, LONGEST, Duration.ofDays(365));
        ConfigRules.between("incumbent.ledger.forget-after", instances, SHORTEST, LONGEST, Duration.ofDays(1));
        // otherwise instances that are alive would be removed, and come back with their next heartbeat
        ConfigRules.notAbove(
                "incumbent.ledger.stale-after", config.staleAfter(), "incumbent.ledger.forget-after", instances);
    }

    /** The number of rows that were removed. */
    public record Removed(int leaderships, int instances) {

        public static final Removed NONE = new Removed(0, 0);

        /** Whether there may be more to remove. */
        public boolean more() {
            return leaderships == BATCH_MAX || instances == BATCH_MAX;
        }
    }

    /** The shorter of the two retentions. */
    public Duration shortest() {
        return history.compareTo(instances) < 0 ? history : instances;
    }

    /** Removes the oldest, up to a limit, in the transaction of the connection. */
    public Removed remove(Connection connection) throws SQLException {
        return new Removed(delete(connection, LEADERSHIPS, history), delete(connection, INSTANCES, instances));
    }

    private int delete(Connection connection, String sql, Duration retention) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            new StatementParameters(statement)
                    .add(group)
                    .add(retention.toMillis())
                    .add(BATCH_MAX);
            return statement.executeUpdate();
        }
    }
}
