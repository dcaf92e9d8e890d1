package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to a database that can be used, on a real one. */
@Timeout(120)
@NeedsServers
class DatabaseSetupTest {

    /** Somebody else's table of the same name, not committed: a migration must wait for it. */
    private static final String IN_THE_WAY = "CREATE TABLE leadership_history (theirs int)";

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
    void anEmptyDatabaseIsMigratedAndValidated() {
        var url = server.newDatabase();
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);

            var status = run.status();
            assertThat(status.state()).isEqualTo(DatabaseState.READY);
            assertThat(status.progress()).hasValueSatisfying(progress -> {
                assertThat(progress.done()).isEqualTo(ExpectedSchema.VERSION);
                assertThat(progress.total()).isEqualTo(ExpectedSchema.VERSION);
            });
            assertThat(status.attempts()).isEqualTo(1);
            assertThat(status.lastError()).isEmpty();
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
        assertThat(SchemaSnapshot.read(url, "SELECT version::text FROM schema_compatibility ORDER BY version"))
                .isEqualTo(SchemaSnapshot.allVersions());
    }

    @Test
    void theCodeExpectsExactlyWhatTheMigrationsMake() {
        var url = migrated();

        assertThat(ExpectedSchema.COLUMNS.stream()
                        .map(column -> "%s %s %s".formatted(column.table(), column.name(), column.type()))
                        .sorted()
                        .toList())
                .isEqualTo(SchemaSnapshot.columns(url));
        assertThat(ExpectedSchema.INDEXES.stream().sorted().toList()).isEqualTo(SchemaSnapshot.indexes(url));
    }

    @Test
    void aSchemaThatIsAsNeededAsksForNoLockSoAHolderThatHangsDelaysNobody() throws SQLException {
        var url = migrated();
        try (var holder = holder(url);
                var run = SetupRun.start(SetupRun.SELF, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);
            assertThat(run.status().progress()).isEmpty();
            assertThat(holder.isValid(5)).isTrue();
        }
    }

    @Test
    void whoeverWaitsSaysWhoHoldsTheLockAndGoesOnWhenTheHolderDies() throws SQLException {
        var url = server.newDatabase();
        try (var holder = holder(url);
                var run = SetupRun.start(SetupRun.SELF, url)) {
            await().untilAsserted(() -> assertThat(run.status().message())
                    .contains("held by pid=" + SchemaSnapshot.pid(holder), "the one who hangs"));
            assertThat(run.status().state()).isEqualTo(DatabaseState.ACQUIRING_LOCK);

            PostgresServer.execute(url, "SELECT pg_terminate_backend(" + SchemaSnapshot.pid(holder) + ")");

            assertThat(run.outcome()).isEqualTo(End.READY);
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
    }

    @Test
    void aHolderNamesItselfAndSinceWhenItHolds() throws SQLException {
        var url = server.newDatabase();
        try (var theirs = open(url, IN_THE_WAY);
                var holder = SetupRun.start(SetupRun.SELF, SetupRun.database(url, "postgres"), "web-0-0badcafe");
                var waiter = SetupRun.start(SetupRun.SELF, SetupRun.database(url, "postgres"), "web-1-0badcafe")) {
            await().untilAsserted(() -> assertThat(
                            List.of(holder.status().message(), waiter.status().message()))
                    .anySatisfy(message -> assertThat(message)
                            .containsPattern(
                                    "held by pid=\\d+ application=\"incumbent web-\\d-0badcafe since 20\\d\\d-.*Z\"")));
            theirs.rollback();
            assertThat(holder.outcome()).isEqualTo(End.READY);
            assertThat(waiter.outcome()).isEqualTo(End.READY);
        }
    }

    @Test
    void aMigrationThatFailsHalfWayLeavesNothingSaysWhyAndIsMadeOnceThatIsMended() {
        var url = server.newDatabase();
        PostgresServer.execute(url, IN_THE_WAY);
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            await().until(() -> run.status().state() == DatabaseState.ERROR);
            await().untilAsserted(() -> assertThat(run.status().attempts()).isGreaterThan(2));
            assertThat(run.status().lastError().orElseThrow()).contains("relation 'leadership_history' already exists");
            assertThat(SchemaSnapshot.columns(url)).containsExactly("leadership_history theirs integer");
            assertThat(SchemaSnapshot.applied(url)).isEmpty();

            PostgresServer.execute(url, "DROP TABLE leadership_history");

            assertThat(run.outcome()).isEqualTo(End.READY);
            assertThat(run.status().lastError()).isEmpty();
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
    }

    @Test
    void tablesOfOthersInTheSameSchemaAreLeftAlone() {
        var url = server.newDatabase();
        PostgresServer.execute(
                url,
                "CREATE TABLE theirs (id int)",
                "CREATE TABLE flyway_schema_history (installed_rank int, version text, success boolean)",
                "INSERT INTO flyway_schema_history VALUES (1, '77', true)");
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);
        }
        assertThat(SchemaSnapshot.read(url, "SELECT version FROM flyway_schema_history"))
                .containsExactly("77");
    }

    @Test
    void aNewerSchemaIsNotTouchedAndNotLedOn() {
        var url = migrated();
        int newer = ExpectedSchema.VERSION + 1;
        PostgresServer.execute(
                url,
                "INSERT INTO incumbent_schema_history SELECT installed_rank + 1, '" + newer
                        + "', 'of tomorrow', type, script, checksum, installed_by, installed_on, execution_time, success"
                        + " FROM incumbent_schema_history ORDER BY installed_rank DESC LIMIT 1");
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            await().until(() -> run.status().state() == DatabaseState.ERROR);
            assertThat(run.status().lastError().orElseThrow())
                    .contains("newer than this program", "found=" + newer, "needed=" + ExpectedSchema.VERSION);

            PostgresServer.execute(url, "DELETE FROM incumbent_schema_history WHERE version = '" + newer + "'");

            assertThat(run.outcome()).isEqualTo(End.READY);
        }
    }

    @Test
    void externalWaitsForASchemaThatComesLateAndNeverMakesIt() {
        var url = server.newDatabase();
        try (var run = SetupRun.start(SetupRun.EXTERNAL, url)) {
            await().untilAsserted(() ->
                    assertThat(run.status().message()).contains("found=none needed=" + ExpectedSchema.VERSION));
            assertThat(run.status().state()).isEqualTo(DatabaseState.CHECKING_SCHEMA);
            assertThat(SchemaSnapshot.columns(url)).isEmpty();

            try (var job = SetupRun.start(SetupRun.once(), url)) {
                assertThat(job.outcome()).isEqualTo(End.READY);
            }

            assertThat(run.outcome()).isEqualTo(End.READY);
            assertThat(run.status().attempts()).isEqualTo(1);
        }
    }

    @Test
    void aSchemaThatWasChangedByHandIsNamedAndTakenAgainOnceItIsPutBack() {
        var url = migrated();
        PostgresServer.execute(
                url,
                "ALTER TABLE leadership RENAME COLUMN bid TO bet",
                "ALTER TABLE leadership_history ALTER COLUMN term TYPE numeric",
                "DROP INDEX leadership_history_open");
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            await().until(() -> run.status().state() == DatabaseState.ERROR);
            assertThat(run.status().lastError().orElseThrow())
                    .contains(
                            "does not fit the code",
                            "leadership.bid text",
                            "leadership_history.term bigint",
                            "index leadership_history_open");

            PostgresServer.execute(
                    url,
                    "ALTER TABLE leadership RENAME COLUMN bet TO bid",
                    "ALTER TABLE leadership_history ALTER COLUMN term TYPE bigint",
                    "CREATE INDEX leadership_history_open ON leadership_history (group_name) WHERE lost_at IS NULL");

            assertThat(run.outcome()).isEqualTo(End.READY);
        }
    }

    @Test
    void rightsThatAreMissingAreNamedOneByOne() {
        var url = migrated();
        PostgresServer.execute(
                url,
                "CREATE ROLE reader LOGIN",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
                "GRANT INSERT, UPDATE ON leadership TO reader");
        try (var run = SetupRun.start(SetupRun.SELF, SetupRun.database(url, "reader"), "run")) {
            await().until(() -> run.status().state() == DatabaseState.ERROR);
            assertThat(run.status().lastError().orElseThrow())
                    .contains(
                            "value=reader",
                            "INSERT on leadership_history",
                            "UPDATE on leadership_history",
                            "DELETE on instance_metadata")
                    .doesNotContain("INSERT on leadership,", "SELECT on");

            PostgresServer.execute(
                    url,
                    "GRANT INSERT, UPDATE, DELETE ON leadership_history, instance_metadata, signals, deliveries TO reader");

            assertThat(run.outcome()).isEqualTo(End.READY);
        }
    }

    @Test
    void manyThatStartTogetherAreAllReadyAndEachMigrationIsMadeOnce() {
        var url = server.newDatabase();
        try (var setups = ConcurrentSetups.start(url, 40)) {
            assertAllReady(setups);
            assertThat(setups.status().stream()
                            .filter(status -> status.progress().isPresent()))
                    .as("only one had anything to do")
                    .hasSize(1);
            assertThat(setups.status()).allMatch(status -> status.attempts() == 1);
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
        assertThat(SchemaSnapshot.lockHolders(url)).isEmpty();
    }

    @Test
    void aServerThatIsRestartedInTheMiddleOfAMigrationDelaysEverybodyAndHarmsNobody() throws SQLException {
        var url = server.newDatabase();
        var theirs = open(url, IN_THE_WAY);
        try (var setups = ConcurrentSetups.start(url, 40)) {
            await().until(() -> setups.status().stream().anyMatch(status -> status.state() == DatabaseState.MIGRATING));
            assertThat(theirs.isValid(5)).isTrue();
            server.restart();
            assertAllReady(setups);
        } finally {
            theirs.close();
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(SchemaSnapshot.allVersions());
    }

    private static void assertAllReady(ConcurrentSetups setups) {
        assertThat(setups.runs()).allSatisfy(run -> assertThat(run.outcome()).isEqualTo(End.READY));
    }

    private static String migrated() {
        var url = server.newDatabase();
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);
        }
        return url;
    }

    private static Connection open(String url, String statement) throws SQLException {
        var connection = PostgresServer.connect(url);
        connection.setAutoCommit(false);
        try (var execute = connection.createStatement()) {
            execute.execute(statement);
        }
        return connection;
    }

    private static Connection holder(String url) throws SQLException {
        var connection = PostgresServer.connect(url + "?ApplicationName=the%20one%20who%20hangs");
        assertThat(SchemaLock.tryLock(connection, "x")).isInstanceOf(SetupEvent.LockGranted.class);
        try (var execute = connection.createStatement()) {
            execute.execute("SET application_name = 'the one who hangs'");
        }
        return connection;
    }
}
