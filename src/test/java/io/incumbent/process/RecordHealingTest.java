package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.TcpProxy;
import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no correct run can have written, in real stores: somebody leads again, by itself, and it is said what was wrong. */
@NeedsProcesses
class RecordHealingTest {

    /** Two ttl and a second are promised; a machine that is busy with something else may take longer. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final String AN_HOUR_AHEAD =
            "UPDATE leadership SET expires_at = clock_timestamp() + interval '1 h' WHERE group_name = '%s'";

    private static final PostgresServer POSTGRES = PostgresServer.start();
    private static final RedisServer REDIS = RedisServer.start();
    private static final String DATABASE = POSTGRES.newDatabase();

    private InstanceCluster cluster;

    @BeforeEach
    void noInstance() throws IOException {
        cluster = InstanceCluster.of(
                InstanceCluster.with(InstanceCluster.QUICK, InstanceCluster.stores(POSTGRES, DATABASE, REDIS)));
    }

    @AfterEach
    void end() throws IOException {
        cluster.close();
    }

    @AfterAll
    static void stopStores() {
        POSTGRES.close();
        REDIS.close();
    }

    @Test
    void theLeaseOfADeadLeaderThatNeverEndsIsTakenOver() throws IOException {
        var leader = twoInstances();
        leader.kill();
        REDIS.with(r -> r.persist(lease()));

        awaitSuccessor(leader);

        assertThat(cluster.logs()).contains("the lease lasts longer than its ttl", "leftMs=never", "at once by DEL");
    }

    @Test
    void theTermOfADeadLeaderThatLastsForAnHourIsTakenOver() throws IOException {
        var leader = twoInstances();
        leader.kill();
        execute(AN_HOUR_AHEAD.formatted(cluster.group()));

        awaitSuccessor(leader);

        assertThat(cluster.logs())
                .contains(
                        "the term lasts longer than its ttl", "a wall clock was wrong", "at once by UPDATE leadership")
                .doesNotContain("split brain");
    }

    @Test
    void bothRecordsOfADeadLeaderAreTakenOver() throws IOException {
        var leader = twoInstances();
        leader.kill();
        REDIS.with(r -> r.persist(lease()));
        execute("UPDATE leadership SET expires_at = 'infinity' WHERE group_name = '" + cluster.group() + "'");

        awaitSuccessor(leader);
    }

    @Test
    void aLeaseThatSomebodySetByHandIsTakenBackWhileTheLeaderLives() throws IOException {
        var leader = twoInstances();
        REDIS.with(r -> r.set(lease(), "by hand"));

        await(
                "somebody leads again",
                () -> REDIS.with(r -> String.valueOf(r.get(lease()))).contains("/")
                        && cluster.leaders().size() == 1);

        assertThat(leader.alive()).isTrue();
        assertThat(cluster.logs()).contains("the lease was not written by Incumbent", "value=\"by hand\"");
    }

    @Test
    void aCopyOfTheTermThatNoDatabaseGaveHarmsNobodyAndIsOverwritten() throws IOException {
        var leader = twoInstances();
        var term = cluster.view(leader).orElseThrow().term().orElseThrow();
        for (var garbage : new String[] {"9223372036854775807", "99999999999999999999", "seven"}) {
            REDIS.with(r -> r.hset(keys().term(), "term", garbage));
            await("the next renewal overwrites it", () -> REDIS.with(r -> r.hget(keys().term(), "term"))
                    .equals(Long.toString(term)));
        }

        assertThat(cluster.view(leader).orElseThrow().term()).hasValue(term);
        assertThat(cluster.leads(leader)).isTrue();
    }

    @Test
    void aServiceWithTheSameGroupAndAnotherDatabaseNeverLeadsAndSaysWhy() throws IOException {
        var leader = twoInstances();
        var other = cluster.start(Map.of("INCUMBENT_DATABASE_URL", POSTGRES.newDatabase()));
        var id = cluster.view(leader).orElseThrow().instance();

        await("it says why", () -> cluster.log(other).contains("is used with another database"));

        assertThat(cluster.log(other))
                .contains("value=" + cluster.group(), "otherInstance=" + id, "give one of them another group");
        assertThat(cluster.leads(other)).isFalse();
        assertThat(cluster.leads(leader)).isTrue();
    }

    @Test
    void aLeaderThatHearsRedisTooLateIsSucceeded() throws IOException {
        try (var link = new TcpProxy(REDIS.port())) {
            var leader = cluster.start(Map.of("INCUMBENT_REDIS_HOSTS", "redis://127.0.0.1:" + link.port()));
            cluster.awaitLeader();
            var other = cluster.start();
            await(
                    "it stands by",
                    () -> HttpProbe.get(other.managementPort(), "/q/health/group/instance")
                                    .status()
                            == 200);

            link.answersLate(Duration.ofMillis(950));

            await("the other one leads", () -> cluster.leads(other));
            assertThat(cluster.leads(leader)).isFalse();
        }
    }

    private InstanceProcess twoInstances() throws IOException {
        cluster.start();
        cluster.start();
        return cluster.awaitLeader();
    }

    private void awaitSuccessor(InstanceProcess dead) {
        var other = cluster.others(dead).getFirst();
        await("the other one leads", () -> cluster.leads(other));
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(LIMIT).pollInSameThread().until(condition::getAsBoolean);
    }

    private RedisKeys keys() {
        return RedisKeys.of(cluster.group());
    }

    private String lease() {
        return keys().lease();
    }

    private static void execute(String sql) {
        try (var connection = PostgresServer.connect(DATABASE);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
