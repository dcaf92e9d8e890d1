package io.incumbent.database.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * The settings of a pool's sessions, applied when a session begins and restored after each use.
 *
 * <p>The reset costs one round trip. It was measured on 2026-11-21 on 2 cores with an insert, a select and a commit, 385
 * µs together: with it 470 to 510. {@code DISCARD ALL} took 1070, since it drops every prepared statement; so those
 * stay, and everything else of it is done here.
 *
 * <p>Behind a pooler a session may belong to another client from one transaction to the next. So no limit is set there,
 * and only those of the role apply: {@code ALTER ROLE ... SET statement_timeout}. The statement that sets the limits
 * also detects a pooler, see {@link PoolerCheck}. Nothing is set in the startup packet, which PgBouncer would refuse.
 */
public final class PoolSession {

    /** Added to the server's limit, so that the server ends a statement first. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Time limit of a reset, after which the connection is closed. */
    private static final Duration RESET_LIMIT = Duration.ofSeconds(2);

    private static final String SETTINGS = """
            SELECT set_config('statement_timeout', '%d', false),
                   set_config('idle_in_transaction_session_timeout', '%d', false),
                   set_config('default_transaction_isolation', 'read committed', false)
             WHERE pg_backend_pid() = ?
            """;

    private static final String RESET = """
            SET SESSION AUTHORIZATION DEFAULT; RESET ALL; %s; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
            DISCARD TEMP; SELECT set_config('application_name', ?, false)
            """;

    private static final String NAME = "ApplicationName";

    private final String settings;
    private final String reset;
    private final Duration networkTimeout;

    /**
     * @param statement time limit of a statement
     * @param idleInTransaction time limit of a transaction that is idle
     */
    public PoolSession(Duration statement, Duration idleInTransaction) {
        this.settings = SETTINGS.formatted(statement.toMillis(), idleInTransaction.toMillis());
        this.reset = RESET.formatted(settings);
        this.networkTimeout = statement.plus(GRACE);
    }

    /** Sets up the session of a new connection. If that fails, it closes the connection, which the pool would not. */
    public void begin(Connection connection) {
        try (var statement = connection.prepareStatement(settings)) {
            statement.setInt(1, backendPid(connection));
            statement.execute();
            limit(connection, networkTimeout);
        } catch (SQLException e) {
            try {
                close(connection);
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw new IllegalStateException("session could not be set", e);
        }
    }

    /** The session's application name, which a reset would delete in the server. */
    static String name(Connection connection) throws SQLException {
        return Optional.ofNullable(connection.getClientInfo(NAME)).orElse("");
    }

    /**
     * Rolls back an open transaction, and undoes settings, locks, cursors, subscriptions and temporary tables.
     *
     * @param name the session's application name before the work
     * @throws SQLException if the connection must not be used again
     */
    void reset(Connection connection, String name) throws SQLException {
        limit(connection, RESET_LIMIT);
        connection.setAutoCommit(false); // also for a transaction that was begun by a statement; commits nothing
        connection.rollback(); // costs nothing if nothing is open
        connection.setAutoCommit(true);
        try (var statement = connection.prepareStatement(reset)) {
            statement.setInt(1, backendPid(connection));
            statement.setString(2, name);
            statement.execute();
        }
        limit(connection, networkTimeout);
    }

    /** The server process of the login; without a pooler it also executes the statements. */
    private static int backendPid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Closes the physical connection, so that the pool removes it. */
    static void close(Connection connection) throws SQLException {
        connection.unwrap(Connection.class).close();
    }

    private static void limit(Connection connection, Duration time) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(time.toMillis()));
    }
}
