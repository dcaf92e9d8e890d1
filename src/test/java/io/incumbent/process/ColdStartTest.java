package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.database.schema.ConcurrentSetups;
import io.incumbent.database.schema.DatabaseStatus;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Instances that start together on one database that is empty, late, or has lost who was migrating it. */
@NeedsProcesses
class ColdStartTest {

    private static final int PROCESSES = 10;
    private static final int THREADS = 40;

    /** Without success, before the database is there; the waits in between have grown to their longest by then. */
    private static final int ATTEMPTS = 12;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Map<String, String> PROMPT = Map.of(
            "INCUMBENT_SCHEMA_RETRY_LONGEST", "500ms",
            "INCUMBENT_SCHEMA_LOCK_TIMEOUT", "40s",
            "INCUMBENT_SCHEMA_HOLDER_SILENCE", "2s",
            // becoming leader is logged as an error on purpose; every other error here is one
            "INCUMBENT_LOG_LEADERSHIP_LEVEL", "INFO");

    private static PostgresServer postgres;
    private static RedisServer redis;

    @BeforeAll
    static void startStores() {
        postgres = PostgresServer.start(Map.of("max_connections", "400"));
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopStores() {
        postgres.close();
        redis.close();
    }

    @Test
    void fiftyThatWaitForTheirDatabaseAllComeUpAndMakeEachMigrationOnce() throws Exception {
        var url = postgres.newDatabase();
        postgres.stop();
        try (var cluster = cluster(url);
                var setups = ConcurrentSetups.start(url, THREADS)) {
            var processes = start(cluster, PROCESSES);
            await("all wait").atMost(LIMIT).untilAsserted(() -> assertThat(states(processes, setups))
                    .containsOnly(DatabaseState.CONNECTING));
            await("all have tried again and again")
                    .atMost(LIMIT)
                    .until(() -> fewestAttempts(processes, setups) >= ATTEMPTS);

            postgres.up();
            await("all ready").atMost(LIMIT).untilAsserted(() -> assertThat(states(processes, setups))
                    .containsOnly(DatabaseState.READY));

            assertEachMigrationOnce(url);
            assertNoErrors(cluster, processes);
            assertThat(cluster.awaitLeader().alive()).isTrue();
        } finally {
            postgres.restart();
        }
    }

    @Test
    void aHolderThatIsKilledInTheMiddleOfAMigrationIsFollowedByAnotherThatMakesItWhole() throws Exception {
        var url = postgres.newDatabase();
        try (var cluster = cluster(url);
                var theirs = tableInTheWay(url)) {
            var processes = new ArrayList<>(start(cluster, 3));
            var killed = awaitMigrating(processes);
            killed.kill();
            processes.remove(killed);
            awaitMigrating(processes);

            theirs.rollback();

            awaitReady(processes);
            assertEachMigrationOnce(url);
            assertNoErrors(cluster, processes);
        }
    }

    @Test
    void aHolderThatStandsStillLosesItsSessionAndWhatItHadNotCommitted() throws Exception {
        var url = postgres.newDatabase();
        try (var cluster = cluster(url);
                var theirs = tableInTheWay(url)) {
            var processes = start(cluster, 3);
            var paused = awaitMigrating(processes);
            paused.pause();
            var others = processes.stream().filter(it -> it != paused).toList();
            await("somebody says who holds the lock").atMost(LIMIT).until(() -> others.stream()
                    .anyMatch(it -> answer(it).getString("message", "").contains("held by pid=")));

            theirs.rollback();

            awaitReady(others);
            assertEachMigrationOnce(url);
            paused.resume();
            awaitReady(processes);
            assertEachMigrationOnce(url);
            assertNoErrors(cluster, processes);
        }
    }

    private static InstanceCluster cluster(String url) throws IOException {
        return InstanceCluster.of(InstanceCluster.with(
                InstanceCluster.with(InstanceCluster.QUICK, PROMPT), InstanceCluster.stores(postgres, url, redis)));
    }

    private static List<InstanceProcess> start(InstanceCluster cluster, int count) throws IOException {
        var processes = new ArrayList<InstanceProcess>();
        for (int i = 0; i < count; i++) {
            processes.add(cluster.start());
        }
        return processes;
    }

    /** Somebody else's table of the same name, not committed: whoever migrates must wait for it. */
    private static Connection tableInTheWay(String url) throws SQLException {
        var connection = PostgresServer.connect(url);
        connection.setAutoCommit(false);
        try (var create = connection.createStatement()) {
            create.execute("CREATE TABLE leadership_history (theirs int)");
        }
        return connection;
    }

    private static InstanceProcess awaitMigrating(List<InstanceProcess> processes) {
        return await("somebody migrates")
                .atMost(LIMIT)
                .until(
                        () -> processes.stream()
                                .filter(it -> state(it) == DatabaseState.MIGRATING)
                                .toList(),
                        migrating -> migrating.size() == 1)
                .getFirst();
    }

    private static void awaitReady(List<InstanceProcess> processes) {
        await("all ready").atMost(LIMIT).until(() -> processes.stream()
                .allMatch(it -> state(it) == DatabaseState.READY));
    }

    private static List<DatabaseState> states(List<InstanceProcess> processes, ConcurrentSetups setups) {
        var all = new ArrayList<>(
                setups.status().stream().map(DatabaseStatus::state).toList());
        processes.forEach(it -> all.add(state(it)));
        return all;
    }

    /** Of the one that has tried the least. */
    private static int fewestAttempts(List<InstanceProcess> processes, ConcurrentSetups setups) {
        return IntStream.concat(
                        setups.status().stream().mapToInt(DatabaseStatus::attempts),
                        processes.stream().mapToInt(it -> answer(it).getInteger("attempts", 0)))
                .min()
                .orElseThrow();
    }

    private static DatabaseState state(InstanceProcess instance) {
        return DatabaseState.valueOf(answer(instance).getString("state", "UNINITIALIZED"));
    }

    /** Empty while its port is closed. */
    private static JsonObject answer(InstanceProcess instance) {
        var probe = HttpProbe.get(instance.httpPort(), "/health/db");
        return probe.status() == HttpProbe.NO_ANSWER ? new JsonObject() : new JsonObject(probe.body());
    }

    private static void assertEachMigrationOnce(String url) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(*) > 0 AND count(*) = count(DISTINCT version) AND bool_and(success)"
                                + " FROM incumbent_schema_history")) {
            row.next();
            assertThat(row.getBoolean(1)).as("each migration once").isTrue();
        }
    }

    private static void assertNoErrors(InstanceCluster cluster, List<InstanceProcess> processes) {
        assertThat(processes)
                .allSatisfy(it -> assertThat(cluster.log(it)).doesNotContain(" ERROR ", " FATAL ", "\tat "));
    }
}
