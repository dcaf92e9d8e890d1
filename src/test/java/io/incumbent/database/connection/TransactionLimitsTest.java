package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServers
@Timeout(60)
class TransactionLimitsTest {

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Test
    void manyShortStatementsAreEndedAtTheLimitOfTheWhole() throws SQLException {
        try (var connection = begun(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            execute(connection, "SELECT pg_sleep(0.01)");
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P04"));
        }
    }

    @Test
    void theyEndWithTheTransaction() throws SQLException {
        try (var connection = begun(Duration.ofSeconds(20))) {
            assertThat(limits(connection)).isEqualTo("20s 20s 20s 20s read committed");
            connection.rollback();

            assertThat(limits(connection)).isEqualTo("0 0 0 0 serializable");
        }
    }

    private static Connection begun(Duration limit) throws SQLException {
        var connection = PostgresServer.connect(server.url());
        execute(connection, "SET default_transaction_isolation = 'serializable'");
        connection.setAutoCommit(false);
        var limits = new TransactionLimits(limit, "SELECT 1");
        try (var statement = connection.prepareStatement(limits.sql(connection))) {
            statement.setString(1, limits.parameter());
            statement.execute();
        }
        return connection;
    }

    private static String limits(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'),
                               current_setting('idle_in_transaction_session_timeout'),
                               current_setting('transaction_timeout'), current_setting('transaction_isolation'))
                        """)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
