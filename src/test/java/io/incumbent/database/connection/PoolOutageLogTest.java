package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.coordinator.LogCapture;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the library of the pools logs about a real server that is of no use for a while. At most once, since a test before may
 * have had the same warning a moment ago.
 */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(120)
@NeedsServers
class PoolOutageLogTest {

    private static final int CONNECTIONS = 6;
    private static final Duration OUTAGE = Duration.ofSeconds(4);

    /** After a second a connection is checked before it is used again. */
    private static final String IDLE_FOR_LONG = """
            SELECT bool_and(state = 'idle' AND clock_timestamp() - state_change > interval '1100 ms')
              FROM pg_stat_activity WHERE application_name = 'incumbent'
            """;

    @Inject
    ConnectionPool connections;

    @Inject
    AgroalDataSource traffic;

    @Inject
    DatabaseSetup database;

    @SuppressWarnings("NullAway.Init") // injected by PostgresResource
    PostgresServer server;

    private final String url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);

    @BeforeEach
    void awaitDatabase() throws InterruptedException {
        database.awaitReady();
    }

    @AfterEach
    void usable() {
        PostgresServer.resetForUser(url);
        PostgresServer.execute(url, "DROP SCHEMA IF EXISTS standby CASCADE");
        traffic.flush(FlushMode.ALL);
        await().ignoreExceptions().until(() -> connections.withConnection(PoolOutageLogTest::alive));
    }

    @Test
    void whileAServerIsStoppedForSecondsEachWarningComesAtMostOnceHoweverManyConnectionsBreak() throws Exception {
        var release = new CountDownLatch(1);
        try (var log = new LogCapture("io.agroal.pool");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taken = new CountDownLatch(CONNECTIONS);
            var uses = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                uses.add(threads.submit(() -> connections.withConnection(_ -> {
                    taken.countDown();
                    return awaited(release);
                })));
            }
            taken.await();
            server.crash();
            try {
                release.countDown();
                for (var use : uses) {
                    use.get();
                }
                long end = System.nanoTime() + OUTAGE.toNanos();
                while (System.nanoTime() < end) {
                    assertThatThrownBy(
                                    () -> connections.withConnection(Duration.ofMillis(300), PoolOutageLogTest::alive))
                            .isInstanceOf(SQLException.class);
                }
            } finally {
                server.up();
            }
            await().ignoreExceptions().until(() -> connections.withConnection(PoolOutageLogTest::alive));

            assertThat(log.lines()).doesNotHaveDuplicates();
        }
    }

    /** As a pooler that leads to a standby: it gives connections, and each fails its check before its next use. */
    @Test
    void whileAServerFailsEveryCheckItsWarningComesAtMostOnceHoweverLongItLasts() throws Exception {
        PostgresServer.execute(
                url,
                "CREATE SCHEMA standby",
                "CREATE FUNCTION standby.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'");
        PostgresServer.setForUser(url, "search_path = standby, pg_catalog, public");
        traffic.flush(FlushMode.ALL);
        await().until(() -> traffic.getMetrics().availableCount() == 0);
        try (var log = new LogCapture("io.agroal.pool")) {
            long invalid = traffic.getMetrics().invalidCount();

            while (traffic.getMetrics().invalidCount() < invalid + 3) {
                connections.withConnection(PoolOutageLogTest::alive);
                await().until(() -> LedgerFixture.rows(url, IDLE_FOR_LONG).contains("t"));
            }

            assertThat(log.lines()).doesNotHaveDuplicates();
        }
    }

    private static boolean alive(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    private static boolean awaited(CountDownLatch release) throws SQLException {
        try {
            release.await();
            return true;
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }
}
