package io.incumbent.coordinator.fence;

import io.incumbent.config.ConfigRules;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.ledger.FenceLockSql;
import io.incumbent.coordinator.ledger.LeadershipRow;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.database.connection.SqlStates;
import io.incumbent.database.connection.StatementParameters;
import io.incumbent.database.connection.TransactionLimits;
import io.incumbent.election.Bid;
import io.incumbent.election.Term;
import io.incumbent.election.Timing;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The fence runs transactions that commit only while their term is still the present one.
 *
 * <p>The lock ({@link FenceLockSql}) is a transaction-level advisory one, shared for fenced work and exclusive for a claim.
 * PostgreSQL queues it fairly: a claim waits for the work in progress, and not for work that comes later. It locks no
 * row, so it does not delay renewals. Term and holder are read by a statement of their own, since a statement sees
 * nothing that was committed while it waited for a lock. Lock and check are sent with the beginning of the transaction,
 * in one round trip.
 *
 * <p>Measured by FenceBench ({@code make bench-fence}) on 2026-11-21 with 32 writers at full load on 2 cores, PostgreSQL
 * 18.6, fsync and synchronous_commit on, times in ms. {@code FOR SHARE} on the row starves renewals and claims alike for
 * as long as the writers run. {@code FOR KEY SHARE} spares the renewal (99 %: 20, worst 27) and starves the claim
 * (median 220, worst 2026), since each new writer joins the multixact that the claim waits for, and leaves 45 % of the
 * unfenced writes. A row of its own for renewals spares them (99 %: 14), not the claim (median 411, worst 4510). With
 * the advisory lock a renewal takes 1.4 (99 %: 7.8, worst 13), a claim 5.1 (worst 26), and writes run at 65 %, where a
 * mere read without any lock leaves 72 %. A table lock is as fast (worst claim 44, worst renewal 55), and conflicts with
 * maintenance of the table.
 */
@Singleton
public class Fence {

    private static final Logger LOG = Logger.getLogger(Fence.class);

    private static final String BEGIN = """
            SELECT %1$s FROM (SELECT ?::text AS group_name) g;
            SELECT true AS granted, %2$s FROM leadership l
             WHERE l.group_name = ? AND l.bid = ? AND l.term = ? AND l.released_at IS NULL
            """.formatted(FenceLockSql.shared("g.group_name"), LeadershipRow.COLUMNS);

    private final ConnectionPool connections;
    private final String group;
    private final TransactionLimits limits;

    /** @throws ConfigurationException if the pool's limits would end a transaction that the fence allows */
    @Inject
    public Fence(
            ConnectionPool connections, InstanceIdentity identity, FenceConfig config, PoolConfig pool, Timing timing) {
        this(connections, identity.group(), config.limit());
        ConfigRules.notAbove(
                "incumbent.fence.limit", config.limit(), "incumbent.pool.statement-timeout", pool.statementTimeout());
        slowTakeover(config.limit(), timing).ifPresent(LOG::warn);
    }

    public Fence(ConnectionPool connections, String group, Duration limit) {
        this.connections = connections;
        this.group = group;
        this.limits = new TransactionLimits(limit, BEGIN);
    }

    /**
     * The warning if a transaction may outlast the term that it began under. A leader that is paused, or cut off with its
     * machine, keeps its open transaction and with it the lock: the server learns of neither. Its term may end after
     * {@code ttl - heartbeat}; a limit up to that delays nobody.
     */
    static Optional<String> slowTakeover(Duration limit, Timing timing) {
        var shortest = timing.ttl().minus(timing.heartbeat());
        return limit.compareTo(shortest) <= 0
                ? Optional.empty()
                : Optional.of(
                        "incumbent.fence.limit (%s) is longer than incumbent.election.ttl - incumbent.election.heartbeat"
                                        .formatted(ConfigRules.text(limit))
                                + " (%s): after a leader that was paused or cut off in the middle of fenced work, another leads only when"
                                        .formatted(ConfigRules.text(shortest))
                                + " the former has passed; lower it or raise the ttl");
    }

    /**
     * Runs {@code work} under this term. An exception of it rolls back and is rethrown, an {@link SQLException} wrapped.
     *
     * @throws PoolExhaustedException if no connection was free in time; the work was not begun
     * @throws FenceException if the database failed, of type {@link FenceException.OutcomeUnknown} if the work may have
     *     been committed all the same
     */
    public <T> FencedResult<T> run(Bid bid, Term term, FencedWork<T> work) {
        try {
            // Everything that is not committed here is rolled back when the connection is returned.
            return connections.withConnection(connection -> runInTransaction(connection, bid, term, work));
        } catch (SQLException e) {
            throw new FenceException("fenced transaction failed term=" + term + " sqlState=" + e.getSQLState(), e);
        }
    }

    private <T> FencedResult<T> runInTransaction(Connection connection, Bid bid, Term term, FencedWork<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        if (!begin(connection, bid, term)) {
            return new FencedResult.LostLeadership<>(term);
        }
        T value = work.run(connection, term);
        commit(connection, term);
        return new FencedResult.Committed<>(value, term);
    }

    private boolean begin(Connection connection, Bid bid, Term term) throws SQLException {
        try (var statement = connection.prepareStatement(limits.sql(connection))) {
            new StatementParameters(statement)
                    .add(limits.parameter())
                    .add(group)
                    .add(group)
                    .add(bid.toString())
                    .add(term.number());
            return LeadershipRow.last(statement).isPresent();
        }
    }

    private static void commit(Connection connection, Term term) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (SqlStates.commitUnknown(e)) {
                throw new FenceException.OutcomeUnknown(
                        "no answer to the commit of a fenced transaction term=" + term + " sqlState=" + e.getSQLState(),
                        e);
            }
            throw e;
        }
    }
}
