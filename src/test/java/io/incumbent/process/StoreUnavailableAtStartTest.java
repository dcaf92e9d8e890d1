package io.incumbent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsProcesses;
import io.incumbent.stores.Ports;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that cannot be used is no reason to exit: an instance stays alive, says in one line what it waits for and what
 * would be right, and leads by itself once that has been put right.
 */
@NeedsProcesses
class StoreUnavailableAtStartTest {

    private static final String SECRET = "hunter2";
    private static final String OTHER = "hunter3";

    /** Within it an instance starts on a loaded machine. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static PostgresServer postgres;
    private static RedisServer redis;

    @BeforeAll
    static void storesThatAskForPasswords(@TempDir Path folder) throws IOException {
        // the test's own user comes in as before, all others need a password
        var hba = Files.writeString(folder.resolve("hba"), """
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """);
        postgres = PostgresServer.start(Map.of("hba_file", hba.toString()));
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopStores() {
        postgres.close();
        redis.close();
    }

    /** A fresh user, database and Redis password for one test, and what goes wrong there. */
    private record Home(String user, String database) {

        static Home create() {
            var name = "u" + UUID.randomUUID().toString().replace("-", "");
            sql("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, SECRET));
            sql("CREATE DATABASE %s OWNER %1$s".formatted(name));
            return new Home(name, name);
        }

        Map<String, String> environment() {
            return InstanceCluster.with(
                    InstanceCluster.QUICK,
                    Map.of(
                            "INCUMBENT_DATABASE_URL",
                            postgres.url(database),
                            "INCUMBENT_DATABASE_USERNAME",
                            user,
                            "INCUMBENT_DATABASE_PASSWORD",
                            SECRET,
                            "INCUMBENT_SCHEMA_RETRY_LONGEST",
                            "500ms",
                            "INCUMBENT_REDIS_HOSTS",
                            redis.url()));
        }
    }

    private static void sql(String statement) {
        PostgresServer.execute(postgres.url(), statement);
    }

    @Test
    void postgresThatIsNotThereYet() throws Exception {
        var home = Home.create();
        postgres.stop();
        try {
            waitsThenLeads(
                    home.environment(),
                    Map.of(),
                    postgres::up,
                    "incumbent.database.url",
                    home.database(),
                    "check host");
        } finally {
            postgres.restart(); // up again also if it was never mended
        }
    }

    @Test
    void aDatabaseThatIsNotThereYet() throws Exception {
        var home = Home.create();
        var name = "later" + home.database();
        waitsThenLeads(
                home.environment(),
                Map.of("INCUMBENT_DATABASE_URL", postgres.url(name)),
                () -> sql("CREATE DATABASE %s OWNER %s".formatted(name, home.user())),
                "incumbent.database.url",
                name,
                "create it");
    }

    @Test
    void aPasswordThatPostgresRefuses() throws Exception {
        var home = Home.create();
        waitsThenLeads(
                home.environment(),
                Map.of("INCUMBENT_DATABASE_PASSWORD", OTHER),
                () -> sql("ALTER ROLE %s PASSWORD '%s'".formatted(home.user(), OTHER)),
                "incumbent.database.password",
                "(hidden)",
                home.user());
    }

    @Test
    void aUserWithoutRights() throws Exception {
        var home = Home.create();
        sql("ALTER DATABASE %s OWNER TO postgres".formatted(home.database()));
        waitsThenLeads(
                home.environment(),
                Map.of(),
                () -> PostgresServer.execute(
                        postgres.url(home.database()), "GRANT CREATE ON SCHEMA public TO " + home.user()),
                "incumbent.database.username",
                home.user(),
                "grant it what is missing");
    }

    @Test
    void redisThatIsNotThereYet() throws Exception {
        int port = Ports.free();
        try (var late = new Late(port)) {
            waitsThenLeads(
                    Home.create().environment(),
                    Map.of("INCUMBENT_REDIS_HOSTS", "redis://127.0.0.1:" + port),
                    late::start,
                    "incumbent.redis.hosts",
                    "127.0.0.1:" + port,
                    "check host and port");
        }
    }

    @Test
    void aPasswordThatRedisAsksFor() throws Exception {
        try (var locked = locked()) {
            waitsThenLeads(
                    Home.create().environment(),
                    Map.of("INCUMBENT_REDIS_HOSTS", locked.url()),
                    () -> setPassword(locked, SECRET, ""),
                    "incumbent.redis.hosts",
                    locked.url(),
                    "set quarkus.redis.password");
        }
    }

    @Test
    void aPasswordThatRedisRefuses() throws Exception {
        try (var locked = locked()) {
            waitsThenLeads(
                    Home.create().environment(),
                    Map.of("INCUMBENT_REDIS_HOSTS", locked.url(), "QUARKUS_REDIS_PASSWORD", OTHER),
                    () -> setPassword(locked, SECRET, OTHER),
                    "incumbent.redis.hosts",
                    locked.url(),
                    "correct quarkus.redis.password");
        }
    }

    private static RedisServer locked() {
        var server = RedisServer.start();
        server.with(jedis -> jedis.configSet("requirepass", SECRET));
        return server;
    }

    private static void setPassword(RedisServer server, String old, String fresh) {
        server.with(jedis -> {
            jedis.auth(old);
            return jedis.configSet("requirepass", fresh);
        });
    }

    private static void waitsThenLeads(
            Map<String, String> environment, Map<String, String> wrong, Runnable mend, String... words)
            throws IOException {
        try (var cluster = InstanceCluster.of(InstanceCluster.with(environment, wrong))) {
            var instance = cluster.start();
            Awaitility.await("it says what it waits for").atMost(LIMIT).untilAsserted(() -> assertThat(
                            warnings(cluster, instance, words))
                    .as(() -> cluster.log(instance))
                    .hasSize(1));
            Awaitility.await("alive")
                    .atMost(LIMIT)
                    .until(() -> HttpProbe.get(instance.managementPort(), "/q/health/live")
                                    .status()
                            == 200);
            assertThat(HttpProbe.get(instance.managementPort(), "/q/health/ready")
                            .status())
                    .isEqualTo(503);

            mend.run();
            Awaitility.await("it leads").atMost(LIMIT).untilAsserted(() -> assertThat(cluster.leads(instance))
                    .as(() -> cluster.log(instance))
                    .isTrue());
            assertThat(warnings(cluster, instance, words)).as("said once").hasSize(1);
            // the Redis client may log an error of its own about a connection that Redis closed just now
            assertThat(cluster.log(instance)).doesNotContain(SECRET, OTHER, "\tat io.incumbent");
        }
    }

    /** Those about what is wrong; a machine that is busy may add one about a store that was slow. */
    private static List<String> warnings(InstanceCluster cluster, InstanceProcess instance, String... words) {
        return cluster.log(instance)
                .lines()
                .filter(line -> line.contains(" WARN "))
                .filter(line -> Stream.of(words).allMatch(line::contains))
                .toList();
    }

    /** A Redis that is started when it is time. */
    private static final class Late implements AutoCloseable {

        private final int port;
        private List<RedisServer> started = List.of();

        Late(int port) {
            this.port = port;
        }

        void start() {
            started = List.of(RedisServer.start(port));
        }

        @Override
        public void close() {
            started.forEach(RedisServer::close);
        }
    }
}
