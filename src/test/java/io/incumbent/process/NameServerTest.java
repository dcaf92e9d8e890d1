package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.incumbent.coordinator.TcpProxy;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that know their stores by name only, and a real name server: a name that moves is followed, and a name server
 * that is silent stops no election. No bound here is a promise of speed. That an address is not kept for as long as the JVM
 * keeps it by default is seen by the name server: two questions would never be closer than that.
 */
@NeedsProcesses
class NameServerTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** How long the JVM keeps an address, and a failure, if nobody says otherwise. */
    private static final Duration ADDRESS_KEPT = Duration.ofSeconds(30);

    private static final Duration FAILURE_KEPT = Duration.ofSeconds(10);

    /** Both lead to this machine; a store is first at the one, then at the other. */
    private static final String HERE = "127.0.0.21";

    private static final String THERE = "127.0.0.22";

    /** The stores are compared with each heartbeat, so that names are looked up without any fault. */
    private static final Map<String, String> SETTINGS = InstanceCluster.with(
            InstanceCluster.QUICK,
            Map.of("INCUMBENT_ELECTION_CHECK_EVERY_BEATS", "1", "INCUMBENT_SCHEMA_RETRY_LONGEST", "500ms"));

    private static NameServer names;
    private static PostgresServer postgres;
    private static RedisServer redis;

    private InstanceCluster cluster;
    private String database;
    private TcpProxy postgresHere;
    private TcpProxy redisHere;
    private int postgresPort;
    private int redisPort;

    @BeforeAll
    static void stores() {
        assumeTrue(
                NameServer.viewsAreAllowed(),
                "needs Linux and the right to mount: a process gets a resolv.conf of its own");
        var started = NameServer.start("127.0.0.153");
        assumeTrue(started.isPresent(), "needs the right to open port 53 of 127.0.0.153: a name server of its own");
        names = started.get();
        postgres = PostgresServer.start();
        redis = RedisServer.start();
    }

    @BeforeEach
    void storesByName(@TempDir Path folder) throws IOException {
        names.silent(false);
        database = postgres.newDatabase();
        postgresPort = Ports.free();
        redisPort = Ports.free();
        postgresHere = new TcpProxy(new InetSocketAddress(HERE, postgresPort), postgres.port());
        redisHere = new TcpProxy(new InetSocketAddress(HERE, redisPort), redis.port());
        cluster = InstanceCluster.of(
                InstanceCluster.with(SETTINGS, InstanceCluster.stores(postgres, database, redis)),
                names.inItsOwnView(folder));
    }

    @AfterEach
    void end() throws IOException {
        cluster.close();
        postgresHere.close();
        redisHere.close();
    }

    @AfterAll
    static void stop() {
        if (names != null) {
            redis.close();
            postgres.close();
            names.close();
        }
    }

    /** Each instance has names of its own, by which the name server tells who asks. */
    private record Named(String postgres, String redis) {

        static Named of(String instance) {
            return new Named("postgres." + instance + ".test", "redis." + instance + ".test");
        }

        void at(String address) {
            names.name(postgres, address);
            names.name(redis, address);
        }
    }

    private InstanceProcess start(Named named) throws IOException {
        return cluster.start(Map.of(
                "INCUMBENT_DATABASE_URL",
                database.replace("127.0.0.1:" + postgres.port(), named.postgres() + ":" + postgresPort),
                "INCUMBENT_REDIS_HOSTS",
                "redis://" + named.redis() + ":" + redisPort));
    }

    @Test
    void anInstanceLeadsAgainAtTheAddressThatTheNameOfPostgresHasMovedTo() throws IOException {
        var named = Named.of("a");
        named.at(HERE);
        start(named);
        var leader = cluster.awaitLeader();

        try (var _ = new TcpProxy(new InetSocketAddress(THERE, postgresPort), postgres.port())) {
            names.name(named.postgres(), THERE);
            postgresHere.close();

            awaitNewGrants(leader);
        }
        assertThat(names.shortestPause(named.postgres()).orElseThrow()).isLessThan(ADDRESS_KEPT);
    }

    @Test
    void anInstanceLeadsAgainAtTheAddressThatTheNameOfRedisHasMovedTo() throws IOException {
        var named = Named.of("b");
        named.at(HERE);
        start(named);
        var leader = cluster.awaitLeader();

        try (var _ = new TcpProxy(new InetSocketAddress(THERE, redisPort), redis.port())) {
            names.name(named.redis(), THERE);
            redisHere.close();

            awaitNewGrants(leader);
        }
        assertThat(names.shortestPause(named.redis()).orElseThrow()).isLessThan(ADDRESS_KEPT);
    }

    @Test
    void whileTheNameServerIsSilentTheLeaderGoesOnAndAnotherCanBeElected() throws IOException {
        var first = Named.of("c");
        var second = Named.of("d");
        first.at(HERE);
        second.at(HERE);
        start(first);
        var leader = cluster.awaitLeader();
        var standby = start(second);
        cluster.awaitLeader();

        names.silent(true);
        awaitUnanswered(first, second);
        await("the leader leads on").atMost(LIMIT).until(() -> cluster.leads(leader));

        leader.kill();
        await("another is elected").atMost(LIMIT).untilAsserted(() -> assertThat(cluster.leads(standby))
                .as(() -> cluster.log(standby))
                .isTrue());

        // whatever is kept for the outage ends with it
        try (var _ = new TcpProxy(new InetSocketAddress(THERE, postgresPort), postgres.port());
                var _ = new TcpProxy(new InetSocketAddress(THERE, redisPort), redis.port())) {
            second.at(THERE);
            names.silent(false);
            postgresHere.close();
            redisHere.close();

            awaitNewGrants(standby);
        }
    }

    @Test
    void aNameThatIsNotThereYetIsFoundSoonAfterItIs() throws IOException {
        var named = Named.of("e");
        names.name(named.redis(), HERE);
        var instance = start(named);
        await("it has asked twice").atMost(LIMIT).until(() -> names.shortestPause(named.postgres())
                .isPresent());

        names.name(named.postgres(), HERE);
        await("it leads").atMost(LIMIT).untilAsserted(() -> assertThat(cluster.leads(instance))
                .as(() -> cluster.log(instance))
                .isTrue());

        assertThat(names.shortestPause(named.postgres()).orElseThrow()).isLessThan(FAILURE_KEPT);
    }

    /** Each of them has forgotten, by the rules for a name server that answers, what it was told last. */
    private static void awaitUnanswered(Named... all) {
        for (var named : List.of(all)) {
            await("a question that is not answered").atMost(LIMIT).until(() -> names.unanswered(named.postgres()) > 0);
        }
    }

    /** Both stores have renewed, on connections that were opened after this call. */
    private void awaitNewGrants(InstanceProcess leader) {
        var now = LedgerFixture.rows(database, "SELECT clock_timestamp()").getFirst();
        var renewed = "SELECT 1 FROM leadership WHERE renewed_at > '%s'::timestamptz + interval '%d ms'"
                .formatted(now, InstanceCluster.TTL.toMillis());
        await("PostgreSQL has renewed").atMost(LIMIT).untilAsserted(() -> assertThat(
                        LedgerFixture.rows(database, renewed))
                .as(() -> cluster.log(leader))
                .hasSize(1));
        // what Redis granted before is over by now, too
        await("it leads").atMost(LIMIT).untilAsserted(() -> assertThat(cluster.leads(leader))
                .as(() -> cluster.log(leader))
                .isTrue());
    }
}
