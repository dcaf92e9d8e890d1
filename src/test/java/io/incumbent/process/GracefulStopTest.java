package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** A leader that is told to stop: not Ready first, then the leadership is free, then the process is gone. */
@NeedsProcesses
class GracefulStopTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Whoever asks without a pause takes the processor from those that are to hand over. */
    private static final long BETWEEN_QUESTIONS = Duration.ofMillis(2).toNanos();

    private static final PostgresServer POSTGRES = PostgresServer.start();
    private static final RedisServer REDIS = RedisServer.start();

    private InstanceCluster cluster;
    private InstanceProcess leader;
    private InstanceProcess standby;

    @BeforeEach
    void twoInstances() throws IOException {
        var stores = InstanceCluster.stores(POSTGRES, POSTGRES.newDatabase(), REDIS);
        cluster = InstanceCluster.of(InstanceCluster.with(InstanceCluster.QUICK, stores));
        cluster.start();
        cluster.start();
        leader = cluster.awaitLeader();
        standby = cluster.others(leader).getFirst();
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

    private record Asked(long at, int status) {}

    @Test
    void nobodyIsToldReadyOnceTheLeaseIsFreeAndTheStandbyLeads() throws Exception {
        var freedAt = nextRelease();
        leader.stop();
        var asked = new ArrayList<Asked>();
        while (leader.alive()) {
            asked.add(askReadiness());
            LockSupport.parkNanos(BETWEEN_QUESTIONS);
        }
        long freed = freedAt.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(asked).noneMatch(a -> a.status() == 200 && a.at() - freed > 0);
        assertThat(asked).anyMatch(a -> a.status() == 200 || a.status() == 503);
        Awaitility.await("the standby leads").atMost(LIMIT).until(() -> cluster.leads(standby));
        assertThat(leader.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isIn(0, 143);
        assertThat(cluster.ask().history(standby.httpPort(), 2).getLast().whyLost())
                .contains("shutdown");
        // Netty may complain of a question that came while it closed; we have nothing to complain of
        assertThat(cluster.log(leader)).doesNotContain("election loop failed", " unreachable");
    }

    /** A database that stands still holds the release up, so that there is time to look between the two steps. */
    @Test
    void itIsNotReadyAndStillAnswersWhileTheLeaseIsNotYetFree() throws Exception {
        POSTGRES.pause();
        try {
            leader.stop();
            Awaitility.await("not ready")
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(askReadiness().status()).isEqualTo(503));
            assertThat(leaseExists()).isTrue();
            assertThat(HttpProbe.get(leader.httpPort(), "/leader").status()).isEqualTo(503);
            assertThat(leaseExists()).isTrue();
            Awaitility.await("released").atMost(LIMIT).until(() -> !leaseExists());
        } finally {
            POSTGRES.resume();
        }
        assertThat(leader.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isIn(0, 143);
        Awaitility.await("the standby leads").atMost(LIMIT).until(() -> cluster.leads(standby));
    }

    private Asked askReadiness() {
        long at = System.nanoTime();
        return new Asked(
                at, HttpProbe.get(leader.managementPort(), "/q/health/ready").status());
    }

    private boolean leaseExists() {
        return REDIS.with(redis -> redis.exists(key("lease")));
    }

    private String key(String name) {
        return "incumbent:{" + cluster.group() + "}:" + name;
    }

    /** When the next release is told. Returns once somebody listens. */
    private CompletableFuture<Long> nextRelease() {
        var listening = new CompletableFuture<Void>();
        var released = new CompletableFuture<Long>();
        Thread.startVirtualThread(() -> {
            try (var redis = new Jedis("127.0.0.1", REDIS.port())) {
                redis.subscribe(
                        new JedisPubSub() {
                            @Override
                            public void onSubscribe(String channel, int count) {
                                listening.complete(null);
                            }

                            @Override
                            public void onMessage(String channel, String message) {
                                if (!message.isEmpty()) { // an empty one goes along with each renewal
                                    released.complete(System.nanoTime());
                                    unsubscribe();
                                }
                            }
                        },
                        key("notices"));
            } catch (RuntimeException e) {
                listening.completeExceptionally(e);
                released.completeExceptionally(e);
            }
        });
        listening.join();
        return released;
    }
}
