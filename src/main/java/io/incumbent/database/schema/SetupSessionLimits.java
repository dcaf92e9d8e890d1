package io.incumbent.database.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What the server itself ends, so that an instance which is paused, cut off or killed holds the schema lock no longer than
 * said: a statement that takes too long, one that waits for a table, a session that is silent, inside a transaction or
 * outside, and one whose client is gone.
 *
 * @param statement of a migration
 * @param lock how long a statement may wait for a table
 * @param silence how long the session may be silent
 */
record SetupSessionLimits(Duration statement, Duration lock, Duration silence) {

    /** Between the server's own end of a statement and ours, which is for a network that is gone. */
    private static final Duration ANSWER_MARGIN = Duration.ofSeconds(5);

    /** Settings that this server does not have yet are left out. */
    private static final String SET = """
            SELECT set_config(s.name, v.setting, false)
              FROM (VALUES ('statement_timeout', ?), ('lock_timeout', ?),
                           ('idle_in_transaction_session_timeout', ?), ('idle_session_timeout', ?)) v (name, setting)
              JOIN pg_settings s USING (name)
            """;

    /** A backend that is busy or waits for a lock would otherwise not notice that its client was killed. */
    private static final String NOTICE_A_LOST_CLIENT = """
            SELECT set_config(name, '1s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'
            """;

    /** The server's platform cannot watch a socket. */
    private static final String NOT_ON_THIS_PLATFORM = "22023";

    void apply(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try (var set = connection.prepareStatement(SET)) {
            millis(set, 1, statement);
            millis(set, 2, lock);
            millis(set, 3, silence);
            millis(set, 4, silence);
            set.executeQuery().close();
        }
        try (var set = connection.createStatement()) {
            set.executeQuery(NOTICE_A_LOST_CLIENT).close();
        } catch (SQLException e) {
            if (!NOT_ON_THIS_PLATFORM.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** A migration may take longer than a question: until this is closed, an answer is waited for that long. */
    Restore forMigrations(Connection connection) throws SQLException {
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(statement.plus(ANSWER_MARGIN).toMillis()));
        return () -> connection.setNetworkTimeout(Runnable::run, before);
    }

    private static void millis(PreparedStatement statement, int index, Duration duration) throws SQLException {
        statement.setString(index, duration.toMillis() + "ms");
    }

    /** Sets back what was set. */
    @FunctionalInterface
    interface Restore extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }
}
