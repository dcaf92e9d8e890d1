package io.incumbent.database.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The limits of the setup's session, enforced by the server, so that an instance that is paused, disconnected or killed
 * does not hold the schema lock for longer. Limited are a statement, a wait for the lock of a table, and an idle
 * session, inside a transaction and outside. The server also ends the session of a client that is gone.
 *
 * @param statement how long a statement of a migration may take
 * @param lock how long a statement may wait for the lock of a table
 * @param idle how long the session may be idle
 */
record SetupSessionLimits(Duration statement, Duration lock, Duration idle) {

    /** Added to the server's limit of a statement; the client's own limit is for a lost network. */
    private static final Duration ANSWER_MARGIN = Duration.ofSeconds(5);

    /** Skips settings that an older server does not have. */
    private static final String SET = """
            SELECT set_config(s.name, v.setting, false)
              FROM (VALUES ('statement_timeout', ?), ('lock_timeout', ?),
                           ('idle_in_transaction_session_timeout', ?), ('idle_session_timeout', ?)) v (name, setting)
              JOIN pg_settings s USING (name)
            """;

    /** A backend that is busy or waits for a lock would otherwise not notice that its client was killed. */
    private static final String CHECK_CLIENT = """
            SELECT set_config(name, '1s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'
            """;

    /** The state if the server's platform cannot check a socket. */
    private static final String NOT_ON_THIS_PLATFORM = "22023";

    void apply(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try (var set = connection.prepareStatement(SET)) {
            millis(set, 1, statement);
            millis(set, 2, lock);
            millis(set, 3, idle);
            millis(set, 4, idle);
            set.executeQuery().close();
        }
        try (var set = connection.createStatement()) {
            set.executeQuery(CHECK_CLIENT).close();
        } catch (SQLException e) {
            if (!NOT_ON_THIS_PLATFORM.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** Raises the network time-out until the result is closed, since a migration may take longer than a query. */
    Restore forMigrations(Connection connection) throws SQLException {
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(statement.plus(ANSWER_MARGIN).toMillis()));
        return () -> connection.setNetworkTimeout(Runnable::run, before);
    }

    private static void millis(PreparedStatement statement, int index, Duration duration) throws SQLException {
        statement.setString(index, duration.toMillis() + "ms");
    }

    /** Restores the network time-out. */
    @FunctionalInterface
    interface Restore extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }
}
