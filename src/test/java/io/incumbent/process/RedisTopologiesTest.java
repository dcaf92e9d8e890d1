package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.ProcessGroup;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A Redis Cluster and a Sentinel are a matter of configuration alone: the product does not know which it talks to. */
@NeedsProcesses
class RedisTopologiesTest {

    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final PostgresServer POSTGRES = PostgresServer.start();

    @AfterAll
    static void stopStores() {
        POSTGRES.close();
    }

    @Test
    void aLeaderOnARedisClusterRenewsAndStepsAside() throws Exception {
        int port = Ports.freeForRedisCluster();
        try (var redis = RedisServer.start(port, "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1")) {
            redis.with(RedisTopologiesTest::takeAllSlots);
            Awaitility.await("the cluster is complete")
                    .until(() -> redis.with(Jedis::clusterInfo).contains("cluster_state:ok"));
            var client = Map.of("INCUMBENT_REDIS_HOSTS", redis.url(), "QUARKUS_REDIS_CLIENT_TYPE", "cluster");
            try (var cluster = cluster(redis, client)) {
                leadsRenewsAndStepsAside(cluster);
            }
        }
    }

    private static String takeAllSlots(Jedis redis) {
        return redis.clusterAddSlots(IntStream.range(0, SLOTS).toArray());
    }

    @Test
    void aLeaderBehindASentinelRenewsAndStepsAside() throws Exception {
        try (var redis = RedisServer.start();
                var processes = ProcessGroup.named("incumbent-sentinel").open();
                var cluster = cluster(redis, sentinel(RedisSentinel.watch(processes, redis)))) {
            leadsRenewsAndStepsAside(cluster);
        }
    }

    /** The lease went with the primary, so the term in PostgreSQL decides: the same leader, or a higher term. */
    @Test
    void whenASentinelMakesTheReplicaThePrimarySomebodyLeadsAgain() throws Exception {
        try (var primary = RedisServer.start();
                var replica = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(primary.port()));
                var processes = ProcessGroup.named("incumbent-sentinel").open()) {
            var sentinel = RedisSentinel.watch(processes, primary);
            Awaitility.await("the replica is known").atMost(LIMIT).until(() -> sentinel.replicas() == 1);
            try (var cluster = cluster(primary, sentinel(sentinel))) {
                cluster.start();
                cluster.start();
                var leader = cluster.awaitLeader();
                long term = term(cluster, leader);

                primary.stop();
                Awaitility.await("promoted").atMost(LIMIT).until(() -> sentinel.primary() == replica.port());
                Awaitility.await("the lease is on the new primary")
                        .atMost(LIMIT)
                        .until(() -> replica.with(jedis -> jedis.exists(lease(cluster)))
                                && !cluster.leaders().isEmpty());
                assertThat(cluster.leaders()).hasSize(1);
                assertThat(term(cluster, cluster.leaders().getFirst())).isGreaterThanOrEqualTo(term);
            }
        }
    }

    private static void leadsRenewsAndStepsAside(InstanceCluster cluster) throws Exception {
        cluster.start();
        cluster.start();
        var leader = cluster.awaitLeader();
        long term = term(cluster, leader);
        long since = System.nanoTime();
        Awaitility.await("it leads on for longer than a lease lives")
                .atMost(LIMIT)
                .until(() -> {
                    assertThat(term(cluster, leader)).isEqualTo(term);
                    return System.nanoTime() - since
                            > InstanceCluster.TTL.multipliedBy(3).dividedBy(2).toNanos();
                });

        leader.stop();
        var standby = cluster.others(leader).getFirst();
        Awaitility.await("the standby leads").atMost(LIMIT).until(() -> cluster.leads(standby));
        assertThat(leader.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isIn(0, 143);
        assertThat(cluster.log(leader)).doesNotContain("Exception");
    }

    private static Map<String, String> sentinel(RedisSentinel sentinel) {
        return Map.of(
                "INCUMBENT_REDIS_HOSTS",
                sentinel.url(),
                "QUARKUS_REDIS_CLIENT_TYPE",
                "sentinel",
                "QUARKUS_REDIS_MASTER_NAME",
                RedisSentinel.PRIMARY);
    }

    private static InstanceCluster cluster(RedisServer redis, Map<String, String> client) throws IOException {
        var stores = InstanceCluster.with(InstanceCluster.stores(POSTGRES, POSTGRES.newDatabase(), redis), client);
        return InstanceCluster.of(InstanceCluster.with(InstanceCluster.QUICK, stores));
    }

    private static long term(InstanceCluster cluster, InstanceProcess leader) {
        return cluster.view(leader).orElseThrow().term().orElseThrow();
    }

    private static String lease(InstanceCluster cluster) {
        return "incumbent:{" + cluster.group() + "}:lease";
    }
}
