package io.incumbent.dispatch.queue;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.SqlStates;
import io.incumbent.dispatch.queue.ClaimStatement.Claimed;
import io.incumbent.dispatch.queue.OutcomeStatement.Settled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The claims in PostgreSQL: inside the fence if only the leader works, by row locks alone if all instances do. */
@Singleton
class PostgresClaimStore implements ClaimStore {

    private static final String EXTEND = """
            UPDATE deliveries d
               SET due_at = greatest(d.due_at, clock_timestamp() + ?::bigint * interval '1 millisecond')
              FROM unnest(?::uuid[], ?::text[], ?::int[]) WITH ORDINALITY AS i (signal, owner, attempt, n)
             WHERE d.signal = i.signal AND d.group_name = ? AND d.status = 'PROCESSING'
               AND d.claimed_by = i.owner AND d.attempt = i.attempt
            RETURNING i.n
            """;

    /** Claims conflict if they claim the same ordering key concurrently or deadlock. One of them succeeds, so a repeat helps. */
    private static final int ATTEMPTS_MAX = 3;

    private final Leadership leadership;
    private final ConnectionPool connections;
    private final String group;
    private final DispatchConfig.Workers workers;
    private final ClaimStatement claim;
    private final ClaimMeters meters;

    PostgresClaimStore(
            Leadership leadership,
            ConnectionPool connections,
            InstanceIdentity identity,
            DispatchConfig config,
            ClaimMeters meters) {
        this.leadership = leadership;
        this.connections = connections;
        this.group = identity.group();
        this.workers = config.workers();
        this.claim = new ClaimStatement(config.batch());
        this.meters = meters;
    }

    @Override
    public ClaimResult claim(String owner, int max, Duration lease) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return claimOnce(owner, max, lease);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS_MAX || !SqlStates.conflict(e)) {
                    throw e;
                }
            } catch (FenceException e) {
                if (attempt == ATTEMPTS_MAX
                        || !(e.getCause() instanceof SQLException cause && SqlStates.conflict(cause))) {
                    throw e;
                }
            }
        }
    }

    private ClaimResult claimOnce(String owner, int max, Duration lease) throws SQLException {
        return switch (workers) {
            case ALL ->
                claimed(connections.withConnection(
                        connection -> claim.run(connection, group, owner, Optional.empty(), max, lease)));
            case LEADER ->
                fenced(leadership.fenced(
                        (connection, term) -> claim.run(connection, group, owner, Optional.of(term), max, lease)));
        };
    }

    private ClaimResult fenced(FencedResult<Claimed> outcome) {
        return switch (outcome) {
            case FencedResult.Committed<Claimed> committed -> claimed(committed.value());
            case FencedResult.NotLeader<Claimed> _, FencedResult.LostLeadership<Claimed> _ ->
                new ClaimResult.NotLeader();
        };
    }

    private ClaimResult claimed(Claimed batch) {
        meters.claimed(batch);
        return new ClaimResult.Claimed(batch.signals());
    }

    @Override
    public Set<ClaimHandle> settle(Map<ClaimHandle, Outcome> outcomes) throws SQLException {
        if (outcomes.isEmpty()) {
            return Set.of();
        }
        Settled settled = connections.withConnection(connection -> {
            connection.setAutoCommit(false);
            var result = OutcomeStatement.run(connection, group, outcomes);
            connection.commit();
            return result;
        });
        meters.settled(outcomes, settled.held());
        return settled.held();
    }

    @Override
    public Set<ClaimHandle> extend(Collection<ClaimHandle> claims, Duration lease) throws SQLException {
        if (claims.isEmpty()) {
            return Set.of();
        }
        var handles = ClaimHandles.of(claims);
        return connections.withConnection(connection -> {
            try (var statement = connection.prepareStatement(EXTEND)) {
                statement.setLong(1, lease.toMillis());
                handles.set(connection, statement, 2);
                statement.setString(5, group);
                return handles.returned(statement);
            }
        });
    }
}
