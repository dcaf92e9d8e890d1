package io.incumbent.query;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolExhaustedException;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The runner of queries. It uses the pool for traffic, so that queries never delay a renewal, with a time limit and a
 * circuit breaker: while queries keep failing, none is sent for some time. Each kind of query has its own instance, so
 * that a slow kind does not open the breaker of the others.
 */
@Dependent
class QueryRunner {

    private final ConnectionPool connections;
    private final String group;
    private final Duration connectionWait;
    private final Guard guard;

    @Inject
    QueryRunner(ConnectionPool connections, InstanceIdentity identity, QueryConfig config) {
        this.connections = connections;
        this.group = identity.group();
        // Shorter than the time limit, so that a query without a connection fails with PoolExhaustedException
        this.connectionWait = config.timeout().multipliedBy(3).dividedBy(4);
        this.guard = Guard.create()
                .withDescription("questions to the ledger")
                .withTimeout()
                .duration(config.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(10)
                .failureRatio(0.5)
                .skipOn(PoolExhaustedException.class) // says nothing about the database
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .done()
                .build();
    }

    String group() {
        return group;
    }

    /**
     * @throws DatabaseUnavailableException if there is no answer
     * @throws PoolExhaustedException if no connection was free in time
     */
    <T> List<T> ask(String sql, Binder parameters, RowReader<T> row) {
        try {
            return guard.call(
                    () -> connections.withConnection(connectionWait, c -> read(c, sql, parameters, row)),
                    QueryRunner.<T>list());
        } catch (PoolExhaustedException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseUnavailableException(e);
        }
    }

    /** The guard needs the class only to distinguish futures from plain values, so the type parameter does not matter. */
    @SuppressWarnings("unchecked")
    private static <T> Class<List<T>> list() {
        return (Class<List<T>>) (Class<?>) List.class;
    }

    private static <T> List<T> read(Connection connection, String sql, Binder parameters, RowReader<T> row)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return List.copyOf(all);
            }
        }
    }

    @FunctionalInterface
    interface Binder {
        void set(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
