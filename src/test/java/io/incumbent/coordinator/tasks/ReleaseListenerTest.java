package io.incumbent.coordinator.tasks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.TcpProxy;
import io.incumbent.coordinator.redis.RedisClients;
import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.election.Bid;
import io.incumbent.election.Event;
import io.incumbent.election.Observations;
import io.incumbent.election.Role;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisServer;
import io.incumbent.time.Deadline;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** The subscription alone, its chore stepped by the test, on a real Redis behind a wire that can go dumb. */
@NeedsServers
class ReleaseListenerTest {

    private static final RedisKeys KEYS = RedisKeys.of("orders");
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Role ROLE = new Role.Follower(
            new Bid("ours", 1), new Deadline(0), new Deadline(0), Optional.empty(), Observations.NONE);

    private final List<Event> woken = new CopyOnWriteArrayList<>();
    private RedisServer server;
    private TcpProxy proxy;
    private Vertx vertx;
    private Redis client;
    private ReleaseListener releaseListener;

    @BeforeEach
    void listen() {
        server = RedisServer.start();
        proxy = new TcpProxy(server.port());
        vertx = Vertx.vertx();
        client = RedisClients.create(vertx, "redis://127.0.0.1:" + proxy.port(), IDLE);
        releaseListener = new ReleaseListener(client, KEYS, RETRY, woken::add, System.nanoTime());
        awaitListening();
    }

    @AfterEach
    void close() {
        client.close();
        vertx.close().await().atMost(Duration.ofSeconds(60));
        proxy.close();
        server.close();
    }

    @Test
    void aReleaseIsHeardAndARenewalIsNot() {
        publish("");
        publish("ours/1");
        publish("");

        await().until(() -> !woken.isEmpty());
        assertThat(woken).containsExactly(new Event.ReleaseNotified());
    }

    @Test
    void theSubscriptionIsMadeAgainAfterRedisRestarted() {
        server.restart();

        assertIsHeardAgain();
    }

    @Test
    void theSubscriptionIsMadeAgainHoweverOftenItsConnectionIsKilled() {
        for (int i = 0; i < RedisClients.poolSize() + 5; i++) {
            killSubscribers();
            awaitListening();
        }

        assertIsHeardAgain();
        assertThat(RedisAPI.api(client).ping(List.of()).await().atMost(Duration.ofSeconds(60)))
                .isNotNull();
    }

    /** Nobody closes anything and nothing is said any more: it must not stay lost for that. */
    @Test
    void aSubscriptionOnAConnectionThatFellSilentIsMadeAgain() {
        proxy.swallow(true);
        publish("");
        await().until(() -> proxy.swallowed() > 0);
        proxy.swallow(false);

        await().atMost(60, SECONDS).until(() -> {
            turn();
            publish("ours/1");
            return !woken.isEmpty();
        });
    }

    @Test
    void aRefusedSubscriptionLeavesTheOtherCallsTheirConnections() {
        server.with(r -> r.aclSetUser("default", "resetchannels"));
        killSubscribers();
        for (int i = 0; i < RedisClients.poolSize() + RedisClients.poolWaiting(); i++) {
            awaitNextTry();
        }

        assertThat(RedisAPI.api(client).ping(List.of()).await().atMost(Duration.ofSeconds(60)))
                .isNotNull();
        server.with(r -> r.aclSetUser("default", "allchannels"));
        assertIsHeardAgain();
    }

    @Test
    void whatWasSaidWhileNobodyListenedIsMadeUpForByOneWakeUp() {
        killSubscribers();
        publish("ours/1");

        awaitListening();

        await().until(() -> !woken.isEmpty());
        assertThat(woken).containsExactly(new Event.ReleaseNotified());
    }

    private void assertIsHeardAgain() {
        awaitListening();
        woken.clear();
        await().atMost(60, SECONDS).until(() -> {
            publish("ours/1");
            return !woken.isEmpty();
        });
    }

    private void awaitListening() {
        await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(5)).until(() -> {
            turn();
            return subscribers() == 1;
        });
    }

    private void awaitNextTry() {
        var before = releaseListener.dueAt();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> {
            turn();
            return !releaseListener.dueAt().equals(before);
        });
    }

    /** As the heartbeat does. */
    private void turn() {
        long now = System.nanoTime();
        if (releaseListener.dueAt().passed(now)) {
            releaseListener.run(ROLE, now);
        }
    }

    private long subscribers() {
        return server.with(r -> Long.parseLong(r.pubsubNumSub(KEYS.releases()).get(KEYS.releases())));
    }

    private void publish(String notification) {
        server.with(r -> r.publish(KEYS.releases(), notification));
    }

    private void killSubscribers() {
        server.with(r -> r.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB)));
    }
}
