package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.redis.RedisClients;
import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.coordinator.redis.RedisLease;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaseAnswer.Granted;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisServer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that does not answer: every call ends in time, and the same client goes on when Redis does. */
@NeedsServers
class RedisOutageTest {

    private static final Duration LIMIT = Duration.ofMillis(300);
    /** Redis answers nothing for longer, or never again, so a call that has no limit of its own takes at least so long. */
    private static final Duration HANGS = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Bid OURS = new Bid("ours", 1);

    private RedisServer server;
    private TcpProxy proxy;
    private Vertx vertx;
    private Redis client;
    private RedisLease lease;

    @BeforeEach
    void connect() {
        server = RedisServer.start();
        proxy = new TcpProxy(server.port());
        vertx = Vertx.vertx();
        client = RedisClients.create(vertx, "redis://127.0.0.1:" + proxy.port(), IDLE);
        lease = RedisClients.lease(RedisAPI.api(client), RedisKeys.of("orders"), Duration.ofSeconds(10));
        assertThat(lease.acquire(OURS, Optional.empty(), Optional.empty(), Duration.ofSeconds(5)))
                .isInstanceOf(Granted.class);
    }

    @AfterEach
    void close() {
        server.resume();
        client.close();
        vertx.close().await().atMost(Duration.ofSeconds(60));
        proxy.close();
        server.close();
    }

    @Test
    void aCallToAPausedRedisEndsInTimeAndTheNextOneAfterThePauseIsAnswered() {
        server.with(r -> r.clientPause(HANGS.toMillis() + 1_000));

        assertEveryCallFailsInTime();
        assertAnswersAgain();
    }

    @Test
    void aCallToAStoppedProcessEndsInTimeAndTheNextOneAfterItWokeIsAnswered() {
        server.pause();

        assertEveryCallFailsInTime();
        server.resume();
        assertAnswersAgain();
    }

    @Test
    void aRestartedRedisIsUsedAgainByTheSameClient() {
        server.stop();

        assertEveryCallFailsInTime();
        server.up();
        assertAnswersAgain();
    }

    /** As when a network drops packets without a word: nothing is ever answered on what was connected before. */
    @Test
    void connectionsThatNeverAnswerAgainDoNotUseUpThePoolForGood() {
        server.with(r -> r.flushAll());
        proxy.swallow(true);
        int calls = RedisClients.poolSize() + RedisClients.poolWaiting() + 10;

        var asked = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                asked.add(threads.submit(() -> assertFailsInTime(() -> lease.holder(LIMIT))));
            }
        }
        assertThat(asked).extracting(Future::state).containsOnly(Future.State.SUCCESS);
        assertThat(proxy.swallowed()).isGreaterThanOrEqualTo(RedisClients.poolSize());
        proxy.swallow(false);

        assertAnswersAgain();
    }

    private void assertEveryCallFailsInTime() {
        assertFailsInTime(() -> lease.acquire(OURS, Optional.empty(), Optional.empty(), LIMIT));
        assertFailsInTime(() -> lease.release(OURS, LIMIT));
        assertFailsInTime(() -> lease.holder(LIMIT));
    }

    private static void assertFailsInTime(Runnable call) {
        long begin = System.nanoTime();
        assertThatThrownBy(call::run).isInstanceOf(RuntimeException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(HANGS);
    }

    private void assertAnswersAgain() {
        var fresh = new Bid("fresh", 1);
        await().atMost(30, SECONDS).ignoreExceptions().untilAsserted(() -> {
            lease.release(OURS, LIMIT);
            assertThat(lease.acquire(fresh, Optional.empty(), Optional.empty(), LIMIT))
                    .isInstanceOf(Granted.class);
        });
    }
}
