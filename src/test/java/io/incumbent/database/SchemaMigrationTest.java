package io.incumbent.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SchemaMigrationTest {

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Test
    void severalInstancesMigrateAnEmptyDatabaseAtTheSameTime() throws Exception {
        var url = server.newDatabase();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var migrations = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 5; i++) {
                migrations.add(() -> flyway(url, "postgres").migrate().success);
            }
            for (var migration : threads.invokeAll(migrations)) {
                assertThat(migration.get()).isTrue();
            }
        }
    }

    @Test
    void aDatabaseThatComesLaterIsMigratedThen() {
        var late = "late";
        var config = config(server.url(late), "postgres");
        var migration = migration(config);
        Thread.startVirtualThread(migration::untilDone);
        assertThat(migration.ready()).isFalse();

        PostgresServer.execute(server.url(), "CREATE DATABASE " + late);

        await().until(migration::ready);
    }

    @Test
    void eachTroubleIsOneLineWithKeyValueAndWhatWouldBeRight() {
        PostgresServer.execute(server.url(), "CREATE ROLE poor LOGIN");
        var url = server.newDatabase();

        assertThat(trouble(server.url("missing"), "postgres"))
                .startsWith(
                        "database does not exist key=incumbent.database.url value=" + server.url("missing") + " error=")
                .endsWith(": waiting, create it or correct the name");
        assertThat(trouble(url, "poor"))
                .startsWith("database user lacks rights key=incumbent.database.username value=poor error=");
        assertThat(trouble("jdbc:postgresql://127.0.0.1:1/x?password=secret", "postgres"))
                .startsWith(
                        "database unreachable key=incumbent.database.url value=jdbc:postgresql://127.0.0.1:1/x error=")
                .doesNotContain("secret")
                .endsWith("check host and port");
        assertThat(trouble("jdbc:postgresql://no.such.host.invalid/x", "postgres"))
                .startsWith("database host unknown");
        assertThat(trouble(url, "nobody"))
                .startsWith("database refuses the user key=incumbent.database.username value=nobody");
    }

    @Test
    void aWrongPasswordIsNamedAndNeverShown() {
        var trouble = new DatabaseTrouble(config("jdbc:postgresql://db/x", "me"));

        assertThat(trouble.explain(new IllegalStateException(new SQLException("no", "28P01"))))
                .isEqualTo("database refuses the password key=incumbent.database.password value=(hidden) error=\"no\":"
                        + " waiting, check it and incumbent.database.username=me");
    }

    @Test
    void aStandbyIsNamed() {
        var standby = server.standby();
        var url = standby.url(server.url());

        await().untilAsserted(() ->
                assertThat(trouble(url, "postgres")).startsWith("database is read-only key=incumbent.database.url"));
        assertThat(trouble(url + "?targetServerType=primary", "postgres")).startsWith("database is a standby");
    }

    @Test
    void waitsGrowToALimitAndAreNeverInStep() {
        var longest = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), highest());

        assertThat(List.of(longest.after(1), longest.after(2), longest.after(8), longest.after(9), longest.after(1000)))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(25_600),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
    }

    private static String trouble(String url, String user) {
        try {
            flyway(url, user).migrate();
            return "none";
        } catch (RuntimeException e) {
            return new DatabaseTrouble(config(url, user)).explain(e);
        }
    }

    private static SchemaMigration migration(DatabaseConfig config) {
        return new SchemaMigration(
                () -> flyway(config.url(), config.username()).migrate(),
                new DatabaseTrouble(config),
                new Backoff(Duration.ofMillis(50), Duration.ofMillis(100), RandomGenerator.getDefault()));
    }

    private static Flyway flyway(String url, String user) {
        return Flyway.configure().dataSource(url, user, "").load();
    }

    /** Chance that always draws the highest. */
    private static RandomGenerator highest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return Long.MAX_VALUE;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }

    private static DatabaseConfig config(String url, String username) {
        return new DatabaseConfig() {
            @Override
            public String url() {
                return url;
            }

            @Override
            public String username() {
                return username;
            }

            @Override
            public Optional<String> password() {
                return Optional.of("secret");
            }
        };
    }
}
