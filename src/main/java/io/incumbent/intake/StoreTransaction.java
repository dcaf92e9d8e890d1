package io.incumbent.intake;

import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.fence.FenceConfig;
import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolExhaustedException;
import io.incumbent.database.connection.SqlStates;
import io.incumbent.database.connection.TransactionLimits;
import io.incumbent.election.Term;
import io.incumbent.intake.IdempotentInsert.Row;
import io.incumbent.intake.IdempotentInsert.Stored;
import io.incumbent.intake.SignalsConfig.FollowerPolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Stores one group in one transaction: under the fence, or without it if followers may store. */
@Singleton
class StoreTransaction {

    /** The result of a transaction. */
    sealed interface Result {

        /** Committed. {@code stored} is in the order of the group; {@code term} is empty if it was not fenced. */
        record Committed(List<Stored> stored, Optional<Term> term) implements Result {}

        /** This instance no longer leads, and followers may not store. Nothing was written. */
        record LostLeadership() implements Result {}

        /** PostgreSQL rejects a value in one of the signals. Nothing was written. */
        record BadData(String why) implements Result {}

        /** The database failed. Most likely nothing was written, but the outcome may be unknown. */
        record Failed(Exception why) implements Result {}
    }

    private final Leadership leadership;
    private final ConnectionPool connections;
    private final IdempotentInsert insert;
    private final boolean followersStore;
    private final TransactionLimits limits;

    StoreTransaction(
            Leadership leadership,
            ConnectionPool connections,
            IdempotentInsert insert,
            SignalsConfig signals,
            FenceConfig fence) {
        this.leadership = leadership;
        this.connections = connections;
        this.insert = insert;
        this.followersStore = signals.followerPolicy() == FollowerPolicy.STORE;
        this.limits = new TransactionLimits(fence.limit());
    }

    Result store(List<Row> group) {
        try {
            return switch (leadership.fenced(
                    (connection, term) -> insert.store(connection, group, Optional.of(term)))) {
                case FencedResult.Committed(var stored, var term) -> new Result.Committed(stored, Optional.of(term));
                case FencedResult.NotLeader<List<Stored>> _, FencedResult.LostLeadership<List<Stored>> _ ->
                    notLeading(group);
            };
        } catch (FenceException.OutcomeUnknown | PoolExhaustedException e) {
            return new Result.Failed(e);
        } catch (FenceException e) {
            return e.getCause() instanceof SQLException sql ? failed(e, sql) : new Result.Failed(e);
        } catch (SQLException e) {
            return failed(e, e);
        }
    }

    private Result notLeading(List<Row> group) throws SQLException {
        return followersStore
                ? new Result.Committed(
                        connections.withConnection(connection -> unfenced(connection, group)), Optional.empty())
                : new Result.LostLeadership();
    }

    /** Uses the time limits of the fence, so that a paused instance does not block transactions with the same key for longer. */
    private List<Stored> unfenced(Connection connection, List<Row> group) throws SQLException {
        connection.setAutoCommit(false);
        try (var begin = connection.prepareStatement(limits.sql(connection))) {
            begin.setString(1, limits.parameter());
            begin.execute();
        }
        var stored = insert.store(connection, group, Optional.empty());
        connection.commit();
        return stored;
    }

    private static Result failed(Exception error, SQLException cause) {
        return SqlStates.aboutTheData(cause) ? new Result.BadData(cause.getSQLState()) : new Result.Failed(error);
    }
}
