package io.incumbent.coordinator.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.LedgerProfile;
import io.incumbent.coordinator.ledger.Ledger;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolTotals;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The embedded server gives 300 connections, 3 of them to superusers only, and our user is one. */
@QuarkusTest
@TestProfile(LedgerProfile.class)
@Timeout(60)
@NeedsServers
class ConnectionBudgetCheckTest {

    @Inject
    ConnectionPool connections;

    @Inject
    PoolTotals own;

    @Inject
    Ledger ledger;

    @Inject
    DatabaseSetup database;

    private String url;

    @BeforeEach
    void emptyLedger() throws InterruptedException {
        database.awaitReady();
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        PostgresServer.execute(url, "TRUNCATE leadership, leadership_history, instance_metadata");
    }

    @Test
    void anInstanceRegistersWhatAllItsPoolsMayTakeTogether() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(ledger::writeHeartbeat).get();
        }

        assertThat(own).isEqualTo(new PoolTotals(20, 3, 3));
        try (var connection = PostgresServer.connect(url);
                var rows =
                        connection.createStatement().executeQuery("SELECT instance, connections_max FROM instances")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("a");
            assertThat(rows.getInt(2)).isEqualTo(27);
        }
    }

    @Test
    void whatTheServerGivesAndOthersMayTakeIsReadFromIt() throws SQLException {
        alive("b", "orders", 27);
        alive("c", "invoices", 260);
        alive("of-an-older-version", "orders", 0);
        alive("a", "orders", 27);
        PostgresServer.execute(
                url,
                "INSERT INTO instance_metadata (instance, group_name, hostname, version,"
                        + " last_heartbeat_at, connections_max) VALUES ('stale', 'orders', 'h', '1', now() - interval '1 h', 99)");

        allAreHeardOf();

        assertThat(ask())
                .usingRecursiveComparison()
                .ignoringFields("settledIn")
                .isEqualTo(new ConnectionBudgetCheck.Demand(300, 3, 0, true, -1, -1, 3, 287, 1, Duration.ZERO));
        assertThat(ask().warning(own)).hasValueSatisfying(line -> assertThat(line)
                .contains(
                        "instances=4",
                        "together=314",
                        "own=27",
                        "available=300",
                        "max_connections=300",
                        "instancesThatDoNotSay=1",
                        "key=incumbent.pool.max-size value=20",
                        "lower it to 68 on each"));
    }

    @Test
    void whatFitsIsNotSpokenOf() throws SQLException {
        alive("b", "orders", 27);
        alive("c", "orders", 27);
        alive("a", "orders", 27);
        allAreHeardOf();

        assertThat(ask().warning(own)).isEmpty();
    }

    @Test
    void anInstanceThatWasKilledIsNotCountedBesideTheOneThatReplacesIt() throws SQLException {
        alive("b", "orders", 130);
        alive("c", "orders", 130);
        alive("killed", "orders", 130);
        alive("a", "orders", 27);
        heardOf("b");
        heardOf("c");

        assertThat(LedgerFixture.rows(url, "SELECT stale FROM instances WHERE instance = 'killed'"))
                .containsExactly("f");
        assertThat(ask()).returns(2, ConnectionBudgetCheck.Demand::others);
        assertThat(ask().warning(own)).isEmpty();

        alive("replacement", "orders", 130);
        assertThat(ask().warning(own)).isEmpty();
    }

    @Test
    void oneThatStartsLaterAndIsTooMuchIsCountedAtItsStart() throws SQLException {
        alive("b", "orders", 130);
        alive("a", "orders", 27);
        alive("c", "orders", 150);
        heardOf("b");

        assertThat(ask().warning(own))
                .hasValueSatisfying(line -> assertThat(line).contains("instances=3", "together=307"));
    }

    @Test
    void whatIsTooMuchIsSeenAtTheLatestWhenAllThatLiveHaveSentAHeartbeat() throws SQLException {
        alive("b", "orders", 300);
        alive("a", "orders", 27);

        assertThat(ask().warning(own)).isEmpty();
        assertThat(ask().settledIn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));

        heardOf("b");
        assertThat(ask().warning(own)).isPresent();
        PostgresServer.execute(url, "UPDATE instance_metadata SET started_at = started_at - interval '31 s'");
        assertThat(ask().settledIn()).isNegative();
    }

    @Test
    void nothingIsJudgedBeforeThisInstanceIsRegistered() throws SQLException {
        alive("b", "orders", 300);

        assertThat(demand()).isEmpty();
    }

    /** Else the check would be made anew with each heartbeat, without any answer. */
    @Test
    void timesThatNobodyCanHaveMeantDoNotEndTheCheck() throws SQLException {
        alive("a", "orders", 27);
        alive("b", "orders", 2_000_000_000);
        alive("c", "orders", 2_000_000_000);
        PostgresServer.execute(
                url,
                "UPDATE instance_metadata SET stale_after = 'infinity' WHERE instance = 'b'",
                "UPDATE instance_metadata SET last_heartbeat_at = 'infinity' WHERE instance = 'c'");

        assertThat(ask()).returns(1, ConnectionBudgetCheck.Demand::others);
        assertThat(ask().settledIn()).isLessThanOrEqualTo(Duration.ofDays(1));
    }

    @Test
    void theTightestLimitCountsAndReservedConnectionsAreNotOurs() {
        assertThat(demand(100, -1, -1, 70).warning(own)).isEmpty();
        assertThat(demand(100, -1, -1, 71).warning(own))
                .hasValueSatisfying(l -> assertThat(l).contains("available=97"));
        assertThat(demand(100, 50, -1, 24).warning(own))
                .hasValueSatisfying(l -> assertThat(l).contains("available=50"));
        assertThat(demand(100, 50, 40, 14).warning(own))
                .hasValueSatisfying(l -> assertThat(l).contains("available=40"));
        assertThat(demand(10, -1, -1, 27).warning(own))
                .hasValueSatisfying(l -> assertThat(l).contains("too much"));
    }

    @Test
    void anInstanceOfTheVersionBeforeGoesOnRegisteringAndDoesNotSay() {
        PostgresServer.execute(url, """
                INSERT INTO instance_metadata AS i (instance, group_name, hostname, version, stale_after, released_bid)
                VALUES ('old', 'orders', 'h', '0.9', interval '30 s', 0) ON CONFLICT (instance) DO UPDATE SET
                  last_heartbeat_at = clock_timestamp()
                """);

        assertThat(LedgerFixture.rows(url, "SELECT connections_max FROM instances"))
                .containsExactly("0");
    }

    private static ConnectionBudgetCheck.Demand demand(int most, int ofRole, int ofDatabase, int othersTogether) {
        return new ConnectionBudgetCheck.Demand(
                most, 3, 0, false, ofRole, ofDatabase, 2, othersTogether, 0, Duration.ZERO);
    }

    private ConnectionBudgetCheck.Demand ask() throws SQLException {
        return demand().orElseThrow();
    }

    private Optional<ConnectionBudgetCheck.Demand> demand() throws SQLException {
        return connections.withConnection(c -> ConnectionBudgetCheck.demand(c, "a"));
    }

    private void allAreHeardOf() {
        PostgresServer.execute(
                url, "UPDATE instance_metadata SET last_heartbeat_at = clock_timestamp() WHERE instance <> 'stale'");
    }

    private void heardOf(String instance) {
        PostgresServer.execute(
                url,
                "UPDATE instance_metadata SET last_heartbeat_at = clock_timestamp() WHERE instance = '" + instance
                        + "'");
    }

    private void alive(String instance, String group, int connectionsMax) {
        PostgresServer.execute(
                url,
                "INSERT INTO instance_metadata (instance, group_name, hostname, version, connections_max) VALUES ('"
                        + instance + "', '" + group + "', 'h', '1', " + connectionsMax + ")");
    }
}
