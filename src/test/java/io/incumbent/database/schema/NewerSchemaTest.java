package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LogCapture;
import io.incumbent.database.schema.DatabaseStatus.DatabaseState;
import io.incumbent.database.schema.SetupMachine.Plan;
import io.incumbent.database.schema.SetupRunner.End;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program meets the schema of a newer release: in a rolling upgrade, or after a rollback. */
@Timeout(120)
@NeedsServers
class NewerSchemaTest {

    private static final int NEXT = ExpectedSchema.VERSION + 1;

    private static PostgresServer server;
    private String url = "";

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void migrate() {
        url = server.newDatabase();
        try (var run = SetupRun.start(SetupRun.SELF, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);
        }
    }

    /** The last is that of {@code incumbent migrate}, which exits with 0 if it ends ready. */
    static Stream<Plan> plans() {
        return Stream.of(SetupRun.SELF, SetupRun.EXTERNAL, SetupRun.once());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aProgramThatTheSchemaStillWorksWithRunsAndChangesNothing(Plan plan) {
        migratedTo(url, NEXT, "0.3.0");
        migratedTo(url, NEXT + 1, "0.2.7");
        var before = SchemaSnapshot.applied(url);

        try (var run = SetupRun.ofProgram("0.3.0-SNAPSHOT", plan, url)) {
            assertThat(run.outcome()).isEqualTo(End.READY);
            assertThat(run.status().message())
                    .contains(
                            "found=" + (NEXT + 1) + " needed=" + ExpectedSchema.VERSION,
                            "program=0.3.0-SNAPSHOT works-with-from=0.3.0");
            assertThat(run.status().progress()).isEmpty();
            assertThat(run.status().attempts()).isOne();
        }
        assertThat(SchemaSnapshot.applied(url)).isEqualTo(before);
        assertThat(SchemaSnapshot.lockHolders(url)).isEmpty();
    }

    @Test
    void aProgramThatIsTooOldIsRefusedWithAllVersionsUntilTheSchemaSaysOtherwise() {
        migratedTo(url, NEXT, "0.10.0");
        migratedTo(url, NEXT + 1, "0.9.0");
        try (var external = SetupRun.ofProgram("0.9.9", SetupRun.EXTERNAL, url);
                var self = SetupRun.ofProgram("0.9.9", SetupRun.SELF, url)) {
            for (var run : new SetupRun[] {external, self}) {
                await().until(() -> run.status().state() == DatabaseState.ERROR);
                assertThat(run.status().message())
                        .contains(
                                "found=" + (NEXT + 1) + " needed=" + ExpectedSchema.VERSION,
                                "program=0.9.9 works-with-from=0.10.0",
                                "run release 0.10.0 or a later one");
            }

            PostgresServer.execute(url, "UPDATE schema_compatibility SET works_with_from = '0.9.0'");

            assertThat(external.outcome()).isEqualTo(End.READY);
            assertThat(self.outcome()).isEqualTo(End.READY);
        }
    }

    @Test
    void theMigrationTaskOfAProgramThatIsTooOldEndsWithAnError() {
        migratedTo(url, NEXT, "0.10.0");

        try (var run = SetupRun.ofProgram("0.9.9", SetupRun.once(), url)) {
            assertThat(run.outcome()).isEqualTo(End.GIVEN_UP);
            assertThat(run.status().message()).contains("program=0.9.9 works-with-from=0.10.0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM schema_compatibility WHERE version > %d",
                "UPDATE schema_compatibility SET works_with_from = 'soon' WHERE version > %d",
                "UPDATE schema_compatibility SET works_with_from = '' WHERE version > %d",
                "DROP TABLE schema_compatibility",
                "UPDATE incumbent_schema_history SET version = '2.5' WHERE version::int > %d",
                "UPDATE incumbent_schema_history SET version = '77' WHERE version::int > %d"
            })
    void aSchemaThatDoesNotRecordReadablyWhoWorksWithItIsRefused(String change) {
        migratedTo(url, NEXT, "0.1.0");
        PostgresServer.execute(url, change.formatted(ExpectedSchema.VERSION));

        try (var run = SetupRun.ofProgram("9.9.9", SetupRun.once(), url)) {
            assertThat(run.outcome()).isEqualTo(End.GIVEN_UP);
            assertThat(run.status().message())
                    .contains("newer than this program", "program=9.9.9 works-with-from=unknown");
        }
    }

    @Test
    void whatThisProgramUsesOfANewerSchemaIsValidatedAllTheSame() {
        migratedTo(url, NEXT, "0.1.0");
        PostgresServer.execute(
                url,
                "ALTER TABLE leadership ADD COLUMN of_tomorrow text",
                "ALTER TABLE leadership_history RENAME COLUMN bid TO candidacy");

        try (var run = SetupRun.ofProgram("0.1.0", SetupRun.SELF, url)) {
            await().until(() -> run.status().state() == DatabaseState.ERROR);
            assertThat(run.status().message())
                    .contains("does not fit the code", "leadership_history.bid text", "run that release");

            PostgresServer.execute(url, "ALTER TABLE leadership_history RENAME COLUMN candidacy TO bid");

            assertThat(run.outcome()).isEqualTo(End.READY);
        }
    }

    /** The newer schema appears as a whole, so that nothing between "none" and "newer" can be seen. */
    @Test
    void whoeverWaitedForTheLockOfANewerReleaseRunsOnWhatThatLeft() throws SQLException {
        url = server.newDatabase();
        PostgresServer.execute(url, "CREATE SCHEMA tomorrow");
        Flyway.configure()
                .dataSource(url, PostgresServer.USER, "")
                .table(SchemaHistory.TABLE)
                .schemas("tomorrow")
                .load()
                .migrate();
        migratedTo(url + "?currentSchema=tomorrow", NEXT, "0.1.0");
        try (var holder = PostgresServer.connect(url)) {
            assertThat(SchemaLock.tryLock(holder, "of tomorrow")).isInstanceOf(SetupEvent.LockGranted.class);
            try (var run = SetupRun.ofProgram("0.1.0", SetupRun.SELF, url)) {
                await().until(() -> run.status().state() == DatabaseState.ACQUIRING_LOCK);

                PostgresServer.execute(
                        url, "ALTER SCHEMA public RENAME TO yesterday; ALTER SCHEMA tomorrow RENAME TO public");

                assertThat(run.outcome()).isEqualTo(End.READY);
                assertThat(run.status().message()).contains("found=" + NEXT);
            }
        }
    }

    @Test
    void oneLineAtInfoSaysThatTheSchemaIsNewer() {
        migratedTo(url, NEXT, "0.1.0");
        try (var log = new LogCapture(SetupStatus.class)) {
            try (var run = SetupRun.ofProgram("0.1.0", SetupRun.SELF, url)) {
                assertThat(run.outcome()).isEqualTo(End.READY);
            }

            assertThat(log.lines().stream().filter(line -> line.contains("newer")))
                    .containsExactly("INFO ready, schema is newer than this program found=" + NEXT + " needed="
                            + ExpectedSchema.VERSION
                            + " program=0.1.0 works-with-from=0.1.0: this program still works with it");
        }
    }

    /** As by a newer release. */
    private static void migratedTo(String url, int version, String worksWithFrom) {
        PostgresServer.execute(
                url,
                "INSERT INTO incumbent_schema_history SELECT installed_rank + 1, '" + version
                        + "', 'of tomorrow', type, script, checksum, installed_by, installed_on, execution_time, success"
                        + " FROM incumbent_schema_history ORDER BY installed_rank DESC LIMIT 1",
                "INSERT INTO schema_compatibility VALUES (" + version + ", '" + worksWithFrom + "')");
    }
}
