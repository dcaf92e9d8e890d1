package io.incumbent.coordinator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ChannelSubscriber;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseAnswer.Granted;
import io.incumbent.election.LeaseAnswer.Refused;
import io.incumbent.election.LeaseHolder;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisServer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** The lease on a real Redis: the contract, and what others may have written into our keys. */
@NeedsServers
class RedisLeaseTest implements LeaseContract {

    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final RedisKeys KEYS = RedisKeys.of("orders");

    private static RedisServer server;
    private static Vertx vertx;
    private static Redis client;
    private static RedisLease lease;

    @BeforeAll
    static void connect() {
        server = RedisServer.start();
        vertx = Vertx.vertx();
        client = RedisClients.create(vertx, server.url());
        lease = new RedisLease(RedisAPI.api(client), KEYS, TTL);
    }

    @AfterAll
    static void close() {
        client.close();
        vertx.close().await().atMost(LIMIT);
        server.close();
    }

    @BeforeEach
    void empty() {
        server.with(r -> r.flushAll());
    }

    @Override
    public LeaseUnderTest lease() {
        return new LeaseUnderTest() {
            @Override
            public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record) {
                return lease.acquire(bid, record, LIMIT);
            }

            @Override
            public void release(Bid bid) {
                lease.release(bid, LIMIT);
            }

            @Override
            public Duration ttl() {
                return TTL;
            }

            /** Real time shortened: the key is left a millisecond to live, and Redis ends it by itself. */
            @Override
            public void expire() {
                server.with(r -> r.pexpire(KEYS.lease(), 1));
                await().until(() -> !server.with(r -> r.exists(KEYS.lease())));
            }

            @Override
            public void loseKeys() {
                server.with(r -> r.flushAll());
            }
        };
    }

    @Test
    void allKeysOfAGroupCarryItsHashTagSoThatAClusterKeepsThemTogether() {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT);

        assertThat(keys()).hasSize(2).allSatisfy(key -> assertThat(key).startsWith("incumbent:{orders}:"));
        assertThat(KEYS.releases()).startsWith("incumbent:{orders}:");
    }

    @Test
    void theLeaseItselfExpiresAndTheHighestTermDoesNot() {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT);

        assertThat(number(r -> r.pttl(KEYS.lease()))).isBetween(1L, TTL.toMillis());
        assertThat(number(r -> r.ttl(KEYS.term()))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody", "some/body", "a/b/c", "/7", "x/-3", "{\"json\": true}", " "})
    void aForeignValueIsRefusedToUsAndDescribedAsItStands(String value) {
        server.with(r -> r.set(KEYS.lease(), value, SetParams.setParams().px(5_000)));

        assertThat(lease.acquire(OURS, BIDDING, LIMIT)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.holder()).isEqualTo(new LeaseHolder(Bid.of(value), Optional.empty()));
            assertThat(refused.left()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
        });
        assertThat(lease.holder(LIMIT)).contains(new LeaseHolder(Bid.of(value), Optional.empty()));
        assertThat(lease.release(OURS, LIMIT)).isFalse();
        assertThat(value()).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody", ""})
    void aKeyThatNeverExpiresIsNotAskedForAgainBeforeATtl(String value) {
        server.with(r -> r.set(KEYS.lease(), value));

        assertThat(lease.acquire(OURS, BIDDING, LIMIT))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.left()).isEqualTo(TTL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"seven", "", "-7", "1.5", "7 or so"})
    void aTermThatIsNoNumberIsAnErrorAndTakesNothing(String term) {
        server.with(r -> r.hset(KEYS.term(), "term", term));

        assertThatThrownBy(() -> lease.acquire(OURS, BIDDING, LIMIT))
                .hasMessageContaining("UNREADABLE term '" + term + "' in " + KEYS.term());
        assertThatThrownBy(() -> lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT))
                .hasMessageContaining("UNREADABLE");
        assertThat(value()).isEmpty();
    }

    @Test
    void aLeadershipThatCannotBeReadIsAnErrorAndNotAGrant() {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT);
        server.with(r -> r.hset(KEYS.term(), "since", "yesterday"));

        assertThatThrownBy(() -> lease.acquire(THEIRS, BIDDING, LIMIT)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> lease.holder(LIMIT)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void keysOfAnotherTypeAreAnErrorAndNotAGrant() {
        server.with(r -> r.lpush(KEYS.lease(), "a list"));

        assertThatThrownBy(() -> lease.acquire(OURS, BIDDING, LIMIT)).hasMessageContaining("WRONGTYPE");
    }

    @Test
    void whoHoldsItIsToldWithTheLeadershipAndNobodyIfNobodyDoes() {
        assertThat(lease.holder(LIMIT)).isEmpty();
        lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT);
        assertThat(lease.holder(LIMIT)).contains(new LeaseHolder(OURS, LeaseContract.record(OURS, 7)));
    }

    @Test
    void aBidIsSilentARenewalPublishesTheEmptyNotificationAndAReleaseItsBid() {
        try (var ear = new ChannelSubscriber(server, KEYS.releases())) {
            lease.acquire(OURS, BIDDING, LIMIT);
            lease.acquire(OURS, LeaseContract.record(OURS, 7), LIMIT);
            assertThat(lease.release(OURS, LIMIT)).isTrue();

            assertThat(ear.heardUntilNow()).containsExactly("", OURS.toString());
        }
    }

    @Test
    void aReleaseOfWhatAnotherHoldsOrNobodyDoesPublishesNothing() {
        lease.acquire(THEIRS, BIDDING, LIMIT);
        try (var ear = new ChannelSubscriber(server, KEYS.releases())) {
            assertThat(lease.release(OURS, LIMIT)).isFalse();
            assertThat(lease.acquire(OURS.next(), BIDDING, LIMIT)).isInstanceOf(Refused.class);
            lease.release(THEIRS, LIMIT);
            assertThat(lease.release(THEIRS, LIMIT)).isFalse();

            assertThat(ear.heardUntilNow()).containsExactly(THEIRS.toString());
        }
        assertThat(lease.acquire(OURS.next().next(), BIDDING, LIMIT)).isInstanceOf(Granted.class);
    }

    private static Set<String> keys() {
        return server.with(r -> r.keys("*"));
    }

    private static Optional<String> value() {
        return server.with(r -> Optional.ofNullable(r.get(KEYS.lease())));
    }

    private static long number(Function<Jedis, Long> question) {
        return server.with(question);
    }
}
