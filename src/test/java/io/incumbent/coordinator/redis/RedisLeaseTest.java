package io.incumbent.coordinator.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ChannelSubscriber;
import io.incumbent.coordinator.LogCapture;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseAnswer.Granted;
import io.incumbent.election.LeaseAnswer.Refused;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.RedisServer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisAPI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XAddParams;

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
        lease = RedisClients.lease(RedisAPI.api(client), KEYS, TTL);
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
            public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed) {
                return lease.acquire(bid, record, observed, LIMIT);
            }

            @Override
            public ReadAnswer read() {
                return lease.read(LIMIT);
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
            public void loseExpiry() {
                server.with(r -> r.persist(KEYS.lease()));
            }

            @Override
            public void setForeign() {
                server.with(r -> r.set(KEYS.lease(), "by hand"));
            }

            @Override
            public void loseKeys() {
                server.with(r -> r.flushAll());
            }
        };
    }

    @Test
    void allKeysOfAGroupCarryItsHashTagSoThatAClusterKeepsThemTogether() {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);

        assertThat(keys()).hasSize(2).allSatisfy(key -> assertThat(key).startsWith("incumbent:{orders}:"));
        assertThat(KEYS.releases()).startsWith("incumbent:{orders}:");
    }

    @Test
    void theLeaseItselfExpiresAndTheHighestTermDoesNot() {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);

        assertThat(number(r -> r.pttl(KEYS.lease()))).isBetween(1L, TTL.toMillis());
        assertThat(number(r -> r.ttl(KEYS.term()))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "somebody", "some/body", "a/b/c", "/7", "x/-3", "{\"json\": true}", " ", "a/1 db 0x 1", "a/1"
            })
    void aForeignValueIsRefusedAndTakenOverByWhomeverHasSeenIt(String value) {
        server.with(r -> r.set(KEYS.lease(), value, SetParams.setParams().px(5_000)));

        var refused = (Refused) lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);

        assertThat(refused.holder()).isEqualTo(new LeaseHolder(Bid.of(value), Optional.empty(), Origin.FOREIGN));
        assertThat(refused.left()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
        assertThat(refused.held()).contains(new GrantStamp(sha1(value.getBytes(UTF_8)), TTL));
        assertThat(lease.holder(LIMIT)).contains(refused.holder());
        assertThat(lease.release(OURS, LIMIT)).isFalse();
        assertThat(value()).contains(value);
        assertThat(lease.acquire(THEIRS, BIDDING, refused.held(), LIMIT)).isInstanceOf(Granted.class);
    }

    @Test
    void anExpiryAMillisecondBeyondTheTtlIsImpossibleAndOneThatEndsWithItIsNot() {
        lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);
        var held = ((Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT)).held();
        server.with(r -> r.pexpire(KEYS.lease(), TTL.toMillis()));
        assertThat(lease.acquire(THEIRS, BIDDING, held, LIMIT)).isInstanceOf(Refused.class);

        // a second, since time passes until the script looks
        server.with(r -> r.pexpire(KEYS.lease(), TTL.toMillis() + 1_001));

        assertThat(lease.acquire(THEIRS, BIDDING, held, LIMIT)).isInstanceOf(Granted.class);
    }

    @Test
    void theLargestExpiryIsImpossibleToo() {
        lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);
        server.with(r -> r.pexpireAt(KEYS.lease(), Long.MAX_VALUE / 1_000_000));

        var refused = (Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT);

        assertThat(refused.impossible()).isTrue();
        assertThat(lease.acquire(THEIRS, BIDDING, refused.held(), LIMIT)).isInstanceOf(Granted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seven",
                "",
                "-7",
                "1.5",
                "7 or so",
                "1000000000000000000",
                "99999999999999999999",
                "9223372036854775807",
                "8"
            })
    void aCopyOfTheTermThatItsCheckDoesNotFitIsNoneAndIsOverwritten(String term) {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);
        server.with(r -> r.hset(KEYS.term(), "term", term));

        var refused = (Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT);
        assertThat(refused.highest()).isEqualTo(Term.NONE);
        assertThat(refused.holder()).isEqualTo(new LeaseHolder(OURS, Optional.empty()));
        assertThat(lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT))
                .isEqualTo(new Granted(new Term(7)));
        assertThat(((Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT)).highest())
                .isEqualTo(new Term(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bid", "hostname", "since", "database", "check"})
    void aCopyOfTheTermOfWhichAnythingWasChangedIsNone(String field) {
        lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);
        server.with(r -> r.hset(KEYS.term(), field, "changed"));

        assertThat(((Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT)).highest())
                .isEqualTo(Term.NONE);
    }

    @Test
    void termsBeyondWhatALuaNumberHoldsAreComparedExactly() {
        long beyond = (1L << 53) + 1;
        lease.acquire(OURS, LeaseContract.record(OURS, beyond), Optional.empty(), LIMIT);

        assertThat(lease.acquire(OURS, LeaseContract.record(OURS, beyond - 1), Optional.empty(), LIMIT))
                .isInstanceOf(Refused.class);
        assertThat(lease.acquire(OURS, LeaseContract.record(OURS, beyond), Optional.empty(), LIMIT))
                .isEqualTo(new Granted(new Term(beyond)));
    }

    @Test
    void aServiceWithAnotherDatabaseIsRefusedAndDoesNotAdoptTheTerm() {
        var other = RedisClients.lease(RedisAPI.api(client), KEYS, TTL, "00000000-0000-0000-0000-00000000000b");
        lease.acquire(OURS, LeaseContract.record(OURS, 41), Optional.empty(), LIMIT);

        var refused = (Refused) other.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT);

        assertThat(refused.holder()).isEqualTo(new LeaseHolder(OURS, Optional.empty(), Origin.OTHER_DATABASE));
        assertThat(refused.highest()).isEqualTo(Term.NONE);
        assertThat(other.acquire(OURS, BIDDING, Optional.empty(), LIMIT)).isInstanceOf(Refused.class);
        assertThat(other.release(OURS, LIMIT)).isFalse();
        lease.release(OURS, LIMIT);
        assertThat(other.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT)).isEqualTo(new Granted(Term.NONE));
    }

    /** No text in any encoding, one that is far longer than what an instance writes, and keys of other types. */
    static List<Consumer<Jedis>> strangeLeases() {
        return List.of(
                r -> r.set(KEYS.lease().getBytes(UTF_8), new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x80}),
                r -> r.set(KEYS.lease().getBytes(UTF_8), new byte[] {'c', 'a', 'f', (byte) 0xe9}),
                r -> r.set(KEYS.lease(), "x".repeat(100_000)),
                r -> r.set(KEYS.lease(), "other/1/ab db 3600001 ff"),
                r -> r.set(KEYS.lease(), "other/1/ab db 999999999999999 ff"),
                r -> r.lpush(KEYS.lease(), "a list"),
                r -> r.hset(KEYS.lease(), "a", "hash"),
                r -> r.xadd(KEYS.lease(), Map.of("a", "stream"), XAddParams.xAddParams()));
    }

    @ParameterizedTest
    @MethodSource("strangeLeases")
    void whateverStandsThereIsRefusedAsForeignAndTakenOverByWhomeverHasSeenIt(Consumer<Jedis> strange) {
        server.with(r -> {
            strange.accept(r);
            return true;
        });

        var refused = (Refused) lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);

        assertThat(refused.holder().origin()).isEqualTo(Origin.FOREIGN);
        assertThat(refused.impossible()).isTrue();
        assertThat(lease.read(LIMIT)).isEqualTo(new ReadAnswer.Read(refused.held()));
        assertThat(lease.release(OURS, LIMIT)).isFalse();
        assertThat(lease.acquire(THEIRS, BIDDING, refused.held(), LIMIT)).isInstanceOf(Granted.class);
        assertThat(lease.acquire(THEIRS, LeaseContract.record(THEIRS, 7), Optional.empty(), LIMIT))
                .isEqualTo(new Granted(new Term(7)));
    }

    @Test
    void aLeaseWithoutExpiryIsImpossibleHoweverLongItsTtl() {
        lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);
        server.with(r -> r.persist(KEYS.lease()));

        var refused = (Refused) lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT);

        assertThat(refused.left()).isEqualTo(LeaseAnswer.NEVER);
        assertThat(refused.impossible()).isTrue();
    }

    @Test
    void aCopyOfTheTermOfAnotherTypeIsNoneAndIsOverwritten() {
        server.with(r -> r.lpush(KEYS.term(), "a list"));

        assertThat(lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT)).isEqualTo(new Granted(Term.NONE));
        assertThat(lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT))
                .isEqualTo(new Granted(new Term(7)));

        server.with(r -> r.del(KEYS.term()));
        server.with(r -> r.set(KEYS.term(), "text"));
        assertThat(lease.release(OURS, LIMIT)).isTrue();
        assertThat(lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT)).isInstanceOf(Refused.class);
    }

    /** The default of new users since Redis 7. */
    @Test
    void whoMayNotPublishMayLeadAllTheSameAndIsToldWhatItCosts() {
        server.with(r -> r.aclSetUser("default", "resetchannels"));
        try (var log = new LogCapture(RedisRecordLog.class)) {
            lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);
            assertThat(lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT))
                    .isEqualTo(new Granted(new Term(7)));
            assertThat(lease.release(OURS, LIMIT)).isTrue();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN redis does not let this user publish")
                    .contains("ACL SETUSER", KEYS.releases());
        } finally {
            server.with(r -> r.aclSetUser("default", "allchannels"));
        }
    }

    @Test
    void whoHoldsItIsToldWithTheLeadershipAndNobodyIfNobodyDoes() {
        assertThat(lease.holder(LIMIT)).isEmpty();
        lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);
        assertThat(lease.holder(LIMIT)).contains(new LeaseHolder(OURS, LeaseContract.record(OURS, 7)));
    }

    @Test
    void aBidIsSilentARenewalPublishesTheEmptyNotificationAndAReleaseItsBid() {
        try (var ear = new ChannelSubscriber(server, KEYS.releases())) {
            lease.acquire(OURS, BIDDING, Optional.empty(), LIMIT);
            lease.acquire(OURS, LeaseContract.record(OURS, 7), Optional.empty(), LIMIT);
            assertThat(lease.release(OURS, LIMIT)).isTrue();

            assertThat(ear.heardUntilNow()).containsExactly("", OURS.toString());
        }
    }

    @Test
    void aReleaseOfWhatAnotherHoldsOrNobodyDoesPublishesNothing() {
        lease.acquire(THEIRS, BIDDING, Optional.empty(), LIMIT);
        try (var ear = new ChannelSubscriber(server, KEYS.releases())) {
            assertThat(lease.release(OURS, LIMIT)).isFalse();
            assertThat(lease.acquire(OURS_AGAIN, BIDDING, Optional.empty(), LIMIT))
                    .isInstanceOf(Refused.class);
            lease.release(THEIRS, LIMIT);
            assertThat(lease.release(THEIRS, LIMIT)).isFalse();

            assertThat(ear.heardUntilNow()).containsExactly(THEIRS.toString());
        }
        assertThat(lease.acquire(new Bid(OURS.instance(), 3), BIDDING, Optional.empty(), LIMIT))
                .isInstanceOf(Granted.class);
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

    private static String sha1(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
