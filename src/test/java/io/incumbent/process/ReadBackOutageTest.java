package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance whose connections work, and that gets no fresh one to read a claim back: it uses up no terms, and says why. */
@NeedsProcesses
class ReadBackOutageTest {

    private static final String ROLE = "app";
    private static final String WARNING = "no fresh connection to read a claim back, so this instance does not claim";
    private static final String OVER = "postgres gives fresh connections again";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final PostgresServer POSTGRES = PostgresServer.start();
    private static final RedisServer REDIS = RedisServer.start();
    private static final String DATABASE = POSTGRES.newDatabase();

    private InstanceCluster cluster;

    @BeforeAll
    static void createRole() {
        var name = DATABASE.substring(DATABASE.lastIndexOf('/') + 1);
        PostgresServer.execute(
                POSTGRES.url(), "CREATE ROLE " + ROLE + " LOGIN", "ALTER DATABASE " + name + " OWNER TO " + ROLE);
    }

    @BeforeEach
    void noInstance() throws IOException {
        cluster = InstanceCluster.of(InstanceCluster.with(
                InstanceCluster.with(InstanceCluster.QUICK, InstanceCluster.stores(POSTGRES, DATABASE, REDIS)),
                Map.of("INCUMBENT_DATABASE_USERNAME", ROLE)));
    }

    @AfterEach
    void end() throws IOException {
        limitConnections(-1);
        POSTGRES.acceptNewConnections();
        cluster.close();
    }

    @AfterAll
    static void stopStores() {
        POSTGRES.close();
        REDIS.close();
    }

    @Test
    void aConnectionLimitThatLeavesTheOpenOnesTakesNoTermAndIsNamed() throws IOException {
        var standby = leaderDiesAfter(() -> limitConnections(1));

        assertTakesNoTermAndSaysOnce(standby, 1, "too many connections for role");

        limitConnections(-1);
        awaitVerified(standby);
    }

    @Test
    void aRuleOfPgHbaThatRefusesNewConnectionsTakesNoTermAndIsNamed() throws IOException {
        var standby = leaderDiesAfter(() -> POSTGRES.refuseNewConnections(ROLE));

        assertTakesNoTermAndSaysOnce(standby, 1, "pg_hba.conf rejects connection");

        POSTGRES.acceptNewConnections();
        awaitVerified(standby);
    }

    @Test
    void aClosedPortTakesNoTermAndIsNamed() throws IOException {
        var instance = cluster.start(readBackAt(1));

        assertTakesNoTermAndSaysOnce(instance, 0, "Connection to 127.0.0.1:1 refused");
    }

    /** Such as a firewall that drops, or a name server that does not answer. */
    @Test
    void anAddressThatDoesNotAnswerTakesNoTermAndIsNamed() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var instance = cluster.start(readBackAt(silent.getLocalPort()));

            assertTakesNoTermAndSaysOnce(instance, 0, "did not answer in time");
        }
    }

    private static Map<String, String> readBackAt(int port) {
        return Map.of("QUARKUS_DATASOURCE_VERIFY_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + port + "/none");
    }

    private InstanceProcess leaderDiesAfter(Runnable fault) throws IOException {
        cluster.start();
        cluster.start();
        var leader = cluster.awaitLeader();
        fault.run();
        leader.kill();
        return cluster.others(leader).getFirst();
    }

    private void assertTakesNoTermAndSaysOnce(InstanceProcess instance, int terms, String cause) {
        await("it says what is missing", () -> cluster.log(instance).contains(WARNING));
        var since = System.nanoTime();
        await(
                "some more candidacies",
                () -> System.nanoTime() - since
                        > InstanceCluster.TTL.multipliedBy(2).toNanos());

        assertThat(LedgerFixture.rows(
                        DATABASE,
                        "SELECT count(*) FROM leadership_history WHERE group_name = '" + cluster.group() + "'"))
                .containsExactly(Integer.toString(terms));
        assertThat(cluster.leads(instance)).isFalse();
        var warnings = cluster.log(instance)
                .lines()
                .filter(line -> line.contains(WARNING))
                .toList();
        assertThat(warnings).singleElement().asString().contains(cause);
        assertThat(cluster.log(instance)).doesNotContain(OVER);
    }

    private void awaitVerified(InstanceProcess standby) {
        await("it leads", () -> cluster.leads(standby));
        assertThat(cluster.log(standby)).containsOnlyOnce(OVER);
    }

    private static void limitConnections(int limit) {
        PostgresServer.execute(POSTGRES.url(), "ALTER ROLE " + ROLE + " CONNECTION LIMIT " + limit);
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(LIMIT).pollInSameThread().until(condition::getAsBoolean);
    }
}
