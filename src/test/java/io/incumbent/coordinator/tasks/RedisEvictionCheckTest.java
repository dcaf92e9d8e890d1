package io.incumbent.coordinator.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ElectionConfig;
import io.incumbent.coordinator.ElectionSettings;
import io.incumbent.coordinator.LogCapture;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.redis.RedisClients;
import io.incumbent.election.Bid;
import io.incumbent.election.Role;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisServer;
import io.incumbent.time.Deadline;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a Redis that may evict the lease, and about one that may not. */
@NeedsServers
class RedisEvictionCheckTest {

    private static final Role STOPPED = new Role.Stopped(new Bid("ours", 1));

    private static RedisServer server;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        server = RedisServer.start("--maxmemory", "10mb");
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().await().atMost(Duration.ofSeconds(60));
        server.close();
    }

    @BeforeEach
    void allowed() {
        server.with(r -> r.aclSetUser("default", "+info"));
        limit("10mb", "noeviction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"volatile-lru", "volatile-ttl", "volatile-random", "volatile-lfu", "allkeys-lru", "allkeys-lfu"})
    void aPolicyThatMayEvictTheLeaseIsWarnedOfWithKeyAndValue(String policy) {
        limit("10mb", policy);

        try (var log = new LogCapture(RedisEvictionCheck.class)) {
            look();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN redis may evict the lease key=maxmemory-policy value=" + policy)
                    .contains("maxmemory=10485760")
                    .endsWith("set maxmemory-policy to noeviction in Redis");
        }
    }

    @Test
    void aRedisThatEvictsNothingIsNotWarnedOf() {
        try (var log = new LogCapture(RedisEvictionCheck.class)) {
            look();
            limit("0", "volatile-lru");
            look();

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aServerThatTellsNeitherIsNotWarnedOf() {
        assertThat(RedisEvictionCheck.warning("# Memory\r\nused_memory:1\r\n")).isEmpty();
    }

    /** The way by which a warning would come is shut; it is tried again tomorrow and not with every beat. */
    @Test
    void aServerThatForbidsTheQuestionIsNotAskedAgainAndAgain() {
        server.with(r -> r.aclSetUser("default", "-info"));

        look();
    }

    @Test
    void aSilentRedisIsAskedAgainAfterABeat() {
        // closed last: the answer comes after all, and its warning must not fall into the next test
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.pause();
            try {
                long now = System.nanoTime();
                var eviction = eviction(now, threads);
                eviction.run(STOPPED, now);

                assertThat(eviction.dueAt()).isEqualTo(Deadline.in(Duration.ofMillis(300), now));
            } finally {
                server.resume();
            }
        }
    }

    /** Looks until there was an answer, after which there is nothing to do for a day. */
    private static void look() {
        long now = System.nanoTime();
        var eviction = eviction(now, Executors.newVirtualThreadPerTaskExecutor());
        eviction.run(STOPPED, now);
        await().until(() -> eviction.dueAt().left(now).compareTo(Duration.ofHours(1)) > 0);
    }

    private static RedisEvictionCheck eviction(long now, ExecutorService threads) {
        var timing = ElectionSettings.timing(TestConfig.of(ElectionConfig.class, TestConfig.QUICK));
        var redis = RedisAPI.api(RedisClients.create(vertx, server.url()));
        return new RedisEvictionCheck(redis, timing, threads, now);
    }

    private static void limit(String memory, String policy) {
        server.with(r -> r.configSet("maxmemory", memory));
        server.with(r -> r.configSet("maxmemory-policy", policy));
    }
}
