package io.incumbent.coordinator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Term;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.Ports;
import io.incumbent.stores.RedisServer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisDataException;

/** What an operator reads when a Redis refuses the lease's own scripts, each time for another reason that is real. */
@NeedsServers
class RedisErrorMessageTest {

    private static final RedisKeys KEYS = RedisKeys.of("orders");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Bid BID = new Bid("a", 1);
    private static final String SECRET = "hunter2";

    private static Vertx vertx;

    private RedisServer server;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().await().atMost(LIMIT);
    }

    @BeforeEach
    void startServer() {
        server = RedisServer.start();
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void aFullMemoryIsSaidToBeRaised() {
        server.with(r -> r.configSet("maxmemory", "1"));

        assertThat(trouble()).contains("-OOM command").contains("raise its limit by CONFIG SET maxmemory");
    }

    @Test
    void aReplicaIsSaidToBeReplacedByThePrimary() {
        server.with(r -> r.slaveof("127.0.0.1", 1));
        assertThat(trouble())
                .contains("-READONLY You can't write")
                .contains("this is a replica: give the address of the primary")
                .endsWith("quarkus.redis.client-type=sentinel");

        server.with(r -> r.configSet("replica-serve-stale-data", "no"));
        assertThat(trouble()).contains("\"MASTERDOWN").contains("a replica without its primary");
    }

    @Test
    void missingReplicasAreSaidToBeMissing() {
        server.with(r -> r.configSet("min-replicas-to-write", "1"));

        assertThat(trouble()).contains("-NOREPLICAS").endsWith("CONFIG SET min-replicas-to-write");
    }

    @Test
    void aRedisThatCannotWriteItsSnapshotIsSaidToNeedItsDisk() throws IOException {
        var folder = Files.createTempDirectory("incumbent-redis-");
        server.with(r -> r.configSet("dir", folder.toString()));
        Files.delete(folder);
        server.with(r -> r.configSet("save", "1 1"));
        server.with(r -> r.bgsave());
        await().until(() -> server.with(r -> r.info("persistence")).contains("rdb_last_bgsave_status:err"));

        assertThat(trouble())
                .contains("-MISCONF")
                .contains("Redis cannot write to its disk")
                .contains("CONFIG SET stop-writes");
    }

    @Test
    void aScriptOfAnotherProgramThatDoesNotEndIsSaidToBeKilled() throws InterruptedException {
        server.with(r -> r.configSet("lua-time-limit", "1"));
        var endless = Thread.ofVirtual()
                .start(() -> assertThat(catchThrowable(() -> server.with(r -> r.eval("while true do end"))))
                        .isInstanceOf(JedisDataException.class));
        await().ignoreExceptions().until(() -> catchThrowable(() -> server.with(r -> r.dbSize())) != null);

        assertThat(trouble()).contains("\"BUSY Redis is busy").contains("SCRIPT KILL ends it");

        server.with(r -> r.scriptKill());
        endless.join();
    }

    @Test
    void aPasswordThatIsMissingOrWrongIsNamedAndNeverShown() {
        server.with(r -> r.configSet("requirepass", SECRET));

        assertThat(trouble()).endsWith("set quarkus.redis.password, Redis requires one");
        assertThat(trouble("redis://:wrong@127.0.0.1:" + server.port()))
                .contains("WRONGPASS")
                .contains("correct quarkus.redis.password")
                .contains("value=redis://***@127.0.0.1:" + server.port())
                .doesNotContain("wrong@");
    }

    /** Rights to call the script, and not to one thing that it does. */
    @ParameterizedTest
    @CsvSource({"+eval +@read ~* &*, can't run this command", "+@all &*, no permissions to access one of the keys"})
    void aRightThatIsMissingIsSaidToBeGiven(String rights, String error) {
        user(rights.split(" "));

        assertThat(trouble(asUser()))
                .contains(error)
                .contains("ACL SETUSER <user> what it is missing of ~incumbent:* &incumbent:* +eval");
    }

    @Test
    void theAdvisedRightsAreEnoughForEverythingThatIsAskedOfRedis() {
        user();
        var advised = Pattern.compile("what it is missing of (~.*)").matcher(trouble(asUser()));
        assertThat(advised.find()).isTrue();

        user(advised.group(1).split(" "));

        var client = RedisClients.create(vertx, asUser());
        var lease = RedisClients.lease(RedisAPI.api(client), KEYS, LIMIT);
        var record = new LeaderRecord(BID, new Term(1), "h", Instant.EPOCH);
        assertThat(lease.acquire(BID, Optional.empty(), Optional.empty(), LIMIT))
                .isInstanceOf(LeaseAnswer.Granted.class);
        assertThat(lease.acquire(BID, Optional.of(record), Optional.empty(), LIMIT))
                .isInstanceOf(LeaseAnswer.Granted.class);
        lease.read(LIMIT);
        assertThat(lease.release(BID, LIMIT)).isTrue();
        RedisAPI.api(client).info(List.of("memory")).await().atMost(LIMIT);
        var subscriber = client.connect().await().atMost(LIMIT);
        subscriber
                .send(Request.cmd(Command.SUBSCRIBE).arg(KEYS.releases()))
                .await()
                .atMost(LIMIT);
        client.close();
    }

    @Test
    void aClusterThatDoesNotServeTheKeyIsSaidToBeMended() {
        try (var cluster = RedisServer.start(Ports.freeForRedisCluster(), "--cluster-enabled", "yes")) {
            assertThat(trouble(cluster.url())).contains("CLUSTERDOWN").contains("redis-cli --cluster check");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOADING Redis is loading the dataset in memory, 'waiting, Redis is loading its data'",
        "MOVED 3999 127.0.0.1:6381, quarkus.redis.client-type=cluster",
        "DENIED Redis is running in protected mode, CONFIG SET protected-mode no",
        "ERR unknown command `EVAL`, 'waiting, Redis answers with this error: see its log'"
    })
    void whatNoServerHereAnswersIsAdvisedOnByItsKind(String error, String advice) {
        assertThat(explain(server.url(), new IllegalStateException(error))).endsWith(advice);
    }

    @Test
    void onlyARedisThatDoesNotAnswerIsSaidToHaveAWrongAddress() {
        server.stop();

        assertThat(trouble()).contains("Connection refused").endsWith("waiting, check host and port");
        assertThat(explain(server.url(), new TimeoutException("no answer within 900 ms")))
                .endsWith("Redis is busy or cannot be reached: check host and port");
    }

    private String trouble() {
        return trouble(server.url());
    }

    /** Of a bid that stores a term, which needs every right and every kind of change. */
    private static String trouble(String url) {
        var client = RedisClients.create(vertx, url);
        try {
            var lease = RedisClients.lease(RedisAPI.api(client), KEYS, LIMIT);
            var record = new LeaderRecord(BID, new Term(1), "h", Instant.EPOCH);
            return explain(url, catchThrowable(() -> lease.acquire(BID, Optional.of(record), Optional.empty(), LIMIT)));
        } finally {
            client.close();
        }
    }

    private static String explain(String url, Throwable error) {
        assertThat(error).isNotNull();
        return new RedisErrorMessage(TestConfig.of(RedisConfig.class, Map.of("incumbent.redis.hosts", url)))
                .explain(error);
    }

    private void user(String... rights) {
        server.with(r -> r.aclSetUser("poor", "reset", "resetchannels", "on", ">" + SECRET));
        server.with(r -> r.aclSetUser("poor", rights));
    }

    private String asUser() {
        return "redis://poor:" + SECRET + "@127.0.0.1:" + server.port();
    }
}
