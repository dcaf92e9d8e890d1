package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product's own pool, and nobody else on it. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(120)
@NeedsServers
class ConnectionPoolTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Inject
    ConnectionPool connections;

    @Inject
    @DataSource("coordination")
    AgroalDataSource coordination;

    @Inject
    DatabaseSetup database;

    @SuppressWarnings("NullAway.Init") // injected by PostgresResource
    PostgresServer server;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch release = new CountDownLatch(1);
    private String url;

    @BeforeEach
    void emptyTable() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "DROP TABLE IF EXISTS left_open", "CREATE TABLE left_open (what text)");
    }

    @AfterEach
    void letGo() {
        server.resume();
        release.countDown();
        threads.close();
    }

    @Test
    void whatTheWorkLeavesOpenIsRolledBack() throws SQLException {
        connections.withConnection(connection -> {
            connection.setAutoCommit(false);
            return execute(connection, "INSERT INTO left_open VALUES ('forgotten')");
        });
        connections.withConnection(
                connection -> execute(connection, "BEGIN; INSERT INTO left_open VALUES ('by a statement')"));
        assertThatThrownBy(() -> connections.withConnection(connection -> {
                    connection.setAutoCommit(false);
                    execute(connection, "INSERT INTO left_open VALUES ('failed')");
                    throw new IllegalArgumentException("no");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class);

        assertThat(ask("SELECT count(*) FROM left_open")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET statement_timeout = 1000",
                "SET idle_in_transaction_session_timeout = 0",
                "SET search_path = pg_catalog",
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "SET default_transaction_read_only = on",
                "SET ROLE pg_read_all_data",
                "CREATE TEMP TABLE mine (what text)",
                "LISTEN somebody",
                "SELECT pg_advisory_lock(42)",
                "DECLARE mine CURSOR WITH HOLD FOR SELECT 1",
                "SET application_name = 'me'"
            })
    void nothingThatTheWorkDoesToItsSessionIsMetByTheNext(String dirt) throws SQLException {
        var before = connections.withConnection(ConnectionPoolTest::session);

        int backend = connections.withConnection(connection -> {
            execute(connection, dirt);
            assertThat(session(connection)).as("dirt that can be seen").isNotEqualTo(before);
            return backend(connection);
        });

        assertThat(connections.withConnection(ConnectionPoolTest::backend))
                .as("the same connection")
                .isEqualTo(backend);
        assertThat(connections.withConnection(ConnectionPoolTest::session)).isEqualTo(before);
    }

    @Test
    void settingsOfTheDriverAreUndoneToo() throws SQLException {
        connections.withConnection(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setReadOnly(true);
            connection.setNetworkTimeout(Runnable::run, 1);
            return true;
        });

        connections.withConnection(connection -> {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
            assertThat(connection.getNetworkTimeout()).isEqualTo(9000);
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"25006", "08006", "57P01"})
    void aConnectionWhoseServerIsOfNoUseAnyMoreIsNotUsedAgain(String sqlState) throws SQLException {
        int backend = connections.withConnection(ConnectionPoolTest::backend);

        assertThatThrownBy(() -> connections.withConnection(connection -> {
                    assertThat(backend(connection)).isEqualTo(backend);
                    throw new SQLException("as of a server that became a standby, or went", sqlState);
                }))
                .isInstanceOf(SQLException.class);

        assertThat(connections.withConnection(ConnectionPoolTest::backend)).isNotEqualTo(backend);
    }

    @Test
    void everySessionHasItsLimits() throws SQLException {
        assertThat(ask("SHOW statement_timeout")).isEqualTo("8s");
        assertThat(ask("SHOW idle_in_transaction_session_timeout")).isEqualTo("5s");
        try (var connection = coordination.getConnection()) {
            assertThat(value(connection, "SHOW statement_timeout")).isEqualTo("1s");
            assertThat(value(connection, "SHOW idle_in_transaction_session_timeout"))
                    .isEqualTo("1s");
            assertThat(value(connection, "SHOW default_transaction_isolation")).isEqualTo("read committed");
        }
    }

    @Test
    void whoFindsNoFreeConnectionIsToldSoInTimeAndWithNumbers() {
        occupyAll();

        long begin = System.nanoTime();
        assertThatThrownBy(() -> connections.withConnection(SHORT, ConnectionPoolTest::backend))
                .isInstanceOfSatisfying(PoolExhaustedException.class, outcome -> {
                    assertThat(outcome.size()).isEqualTo(20);
                    assertThat(outcome.waited()).isGreaterThanOrEqualTo(SHORT);
                });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));

        release.countDown();
        await().ignoreExceptions().until(() -> connections.withConnection(SHORT, ConnectionPoolTest::backend) > 0);
    }

    @Test
    void anInterruptEndsTheWaitingForAConnection() {
        occupyAll();
        var outcome = new CompletableFuture<Throwable>();
        var waiting = Thread.startVirtualThread(() -> {
            try {
                connections.withConnection(ConnectionPoolTest::backend);
            } catch (SQLException | RuntimeException e) {
                outcome.complete(e);
            }
        });

        waiting.interrupt();

        assertThat(outcome).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(SQLException.class);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotAnExhaustedPoolAndIsUsedAgainAtOnceWhenItDoes() throws Exception {
        await().untilAsserted(() -> assertThat(connections.withConnection(ConnectionPoolTest::backend))
                .isPositive());
        PostgresServer.execute(
                url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'incumbent'");
        server.pause();

        for (int i = 0; i < 3 * connections.size(); i++) {
            assertThatThrownBy(() -> connections.withConnection(Duration.ofMillis(20), ConnectionPoolTest::backend))
                    .isInstanceOf(SQLException.class);
        }
        server.resume();

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> connections.withConnection(SHORT, ConnectionPoolTest::backend) > 0);
        await("every place is free again").atMost(Duration.ofSeconds(60)).until(() -> connections.inUse() == 0);
    }

    /** Whoever went around it would be committed by Agroal, and wait in a queue that wakes nobody. */
    @Test
    void thereIsNoOtherDoorToThePool() throws Exception {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".java"))
                            .filter(f -> contains(f, "api.AgroalDataSource;") || contains(f, "javax.sql.DataSource"))
                            .map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "ConnectionPool.java",
                            "ConnectionOpener.java",
                            "SetupBeans.java", // a fresh connection for the schema
                            "DispatchBeans.java", // the same, once the schema needs it no more, to listen on
                            "FlywayMigrations.java", // the same
                            "Ledger.java",
                            "PoolTotals.java",
                            "CoordinatorBeans.java");
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void occupyAll() {
        var taken = new CountDownLatch(connections.size());
        for (int i = 0; i < connections.size(); i++) {
            threads.execute(() -> occupy(taken));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> taken.getCount() == 0);
    }

    private void occupy(CountDownLatch taken) {
        try {
            connections.withConnection(connection -> {
                taken.countDown();
                return awaited(release);
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean awaited(CountDownLatch latch) throws SQLException {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    private String ask(String sql) throws SQLException {
        return connections.withConnection(connection -> value(connection, sql));
    }

    private static String session(Connection connection) throws SQLException {
        return value(connection, """
                SELECT concat_ws('|', current_user, current_setting('statement_timeout'), current_setting('search_path'),
                       current_setting('idle_in_transaction_session_timeout'), current_setting('application_name'),
                       current_setting('default_transaction_isolation'), current_setting('default_transaction_read_only'),
                       (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_cursors WHERE is_holdable),
                       (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
                       (SELECT count(*) FROM pg_class WHERE relname = 'mine' AND relpersistence = 't'))
                """);
    }

    private static int backend(Connection connection) throws SQLException {
        return Integer.parseInt(value(connection, "SELECT pg_backend_pid()"));
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
