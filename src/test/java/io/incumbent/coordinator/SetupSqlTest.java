package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.DatabaseConfig;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.stores.AdministratorSetup;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.stores.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in deploy/postgresql give the application what it needs, and nothing else. */
@Timeout(120)
@NeedsServers
class SetupSqlTest {

    private static PostgresServer server;
    private static AdministratorSetup setup;
    private static String asApplication;

    @BeforeAll
    static void setUp() {
        server = PostgresServer.start();
        setup = AdministratorSetup.twoRoles(server);
        asApplication = setup.urlOf(AdministratorSetup.APPLICATION);
        PostgresServer.execute(setup.url(), "CREATE ROLE stranger LOGIN");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void withTheseRightsAWholeElectionTakesPlace() {
        assertThatOfThreeOneLeadsAndAfterItAnother(asApplication);
    }

    @Test
    void oneRoleThatOwnsItsSchemaMayMigrateItAndHoldAWholeElectionInIt() {
        try (var own = PostgresServer.start()) {
            assertThatOfThreeOneLeadsAndAfterItAnother(
                    AdministratorSetup.oneRole(own).urlOf(AdministratorSetup.APPLICATION));
        }
    }

    @Test
    void eachRightOnATableOfTheLedgerIsNeededAndItsLackIsNamed() throws SQLException {
        var life = new AllLedgerCalls(asApplication);
        life.live();
        var grants = rows(
                "SELECT privilege_type || ' ON ' || table_name FROM information_schema.role_table_grants"
                        + " WHERE grantee = 'incumbent'"
                        + " AND table_name IN ('leadership', 'leadership_history', 'instance_metadata', 'instances', 'database_identity')");
        assertThat(grants).hasSizeGreaterThan(10);

        for (var grant : grants) {
            execute("REVOKE " + grant + " FROM incumbent");
            try {
                var error = catchThrowable(life::live);

                assertThat(error).as(grant).isNotNull();
                assertThat(explained(error))
                        .as(grant)
                        .startsWith("database user lacks rights key=incumbent.database.username value=incumbent"
                                + " error=\"ERROR: permission denied for ")
                        .contains(grant.replaceFirst(".* ", "") + "\"");
            } finally {
                execute("GRANT " + grant + " TO incumbent");
                execute("UPDATE leadership SET released_at = now()"); // of a life that was cut short
            }
        }
        assertThatCode(life::live).doesNotThrowAnyException();
    }

    @Test
    void theApplicationMaySeeWhichMigrationsWereAppliedAndApplyNone() {
        var flyway = setup.flyway(AdministratorSetup.APPLICATION);

        assertThat(flyway.info().pending()).isEmpty();
        assertThatCode(flyway::validate).doesNotThrowAnyException();
        assertDenied("INSERT INTO incumbent_schema_history SELECT * FROM incumbent_schema_history");
        execute("REVOKE SELECT ON incumbent_schema_history FROM incumbent");
        try {
            assertThat(explained(catchThrowable(flyway::validate)))
                    .contains("permission denied for table incumbent_schema_history");
        } finally {
            execute("GRANT SELECT ON incumbent_schema_history TO incumbent");
        }
    }

    @Test
    void noTableOfAnyMigrationIsForgottenInTheGrants() {
        var ofAnIdentityColumn = "SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND deptype = 'i'";
        assertThat(rows("SELECT relname FROM pg_class WHERE relnamespace = 'incumbent'::regnamespace"
                        + " AND relkind IN ('r', 'p', 'v', 'm', 'S') AND oid NOT IN (" + ofAnIdentityColumn + ")"
                        + " AND NOT has_table_privilege('incumbent', oid, 'SELECT')"))
                .isEmpty();
    }

    @Test
    void whoeverUpgradesMayRunTheGrantsAgain() {
        assertThatCode(() -> setup.run("grants.sql", AdministratorSetup.OWNER)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE mine ()",
                "CREATE TABLE public.mine ()",
                "CREATE TEMP TABLE mine ()",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "SET ROLE incumbent_owner",
                "DROP TABLE leadership_history",
                "ALTER TABLE leadership DROP CONSTRAINT leadership_term_is_positive",
                "TRUNCATE leadership",
                "DELETE FROM leadership",
                "UPDATE database_identity SET id = gen_random_uuid()",
                "DELETE FROM database_identity",
                "UPDATE schema_compatibility SET works_with_from = '0'"
            })
    void whatTheApplicationDoesNotNeedItMayNotDo(String statement) {
        assertDenied(statement);
    }

    @Test
    void nobodyElseMayConnect() {
        var error = catchThrowable(() -> PostgresServer.connect(setup.urlOf("stranger")));

        assertThat(explained(error)).startsWith("database user lacks rights").contains("database 'incumbent'");
    }

    /** By the statements that docs/database.md gives. */
    @Test
    void whereOthersConnectTheyCanBeKeptFromTheLocksOfAnElection() throws IOException, SQLException {
        var takeTheLock = "SELECT pg_advisory_lock(1)";
        try (var own = PostgresServer.start()) {
            var shared = AdministratorSetup.twoRoles(own);
            PostgresServer.execute(
                    shared.url(), "CREATE ROLE stranger LOGIN", "GRANT CONNECT ON DATABASE incumbent TO stranger");
            try (var stranger = PostgresServer.connect(shared.urlOf("stranger"));
                    var statement = stranger.createStatement()) {
                assertThatCode(() -> statement.execute(takeTheLock)).doesNotThrowAnyException();

                PostgresServer.execute(shared.url(), documentedRevoke());

                assertThatThrownBy(() -> statement.execute(takeTheLock))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .isEqualTo("42501"));
                assertThatThrownBy(() -> statement.execute("SELECT pg_advisory_xact_lock_shared(1)"))
                        .hasMessageContaining("permission denied");
            }
            assertThatOfThreeOneLeadsAndAfterItAnother(shared.urlOf(AdministratorSetup.APPLICATION));
        }
    }

    private static String documentedRevoke() throws IOException {
        var block = Pattern.compile("```sql\\s+(REVOKE EXECUTE.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/database.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void withoutTheRightToLookIntoTheSchemaItsTablesSeemNotToExist() {
        execute("REVOKE USAGE ON SCHEMA incumbent FROM incumbent");
        try {
            assertThatThrownBy(() -> ask("SELECT FROM leadership"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
        } finally {
            execute("GRANT USAGE ON SCHEMA incumbent TO incumbent");
        }
    }

    @Test
    void theRolesSettingsWinOverTheDatabases() throws SQLException {
        execute("ALTER DATABASE incumbent SET default_transaction_isolation = 'repeatable read'");

        assertThat(ask("SHOW transaction_isolation")).isEqualTo("read committed");
        assertThat(ask("SHOW search_path")).isEqualTo("incumbent");
        assertThat(List.of(
                        ask("SHOW statement_timeout"),
                        ask("SHOW lock_timeout"),
                        ask("SHOW idle_in_transaction_session_timeout")))
                .containsOnly("30s");
    }

    private static void assertThatOfThreeOneLeadsAndAfterItAnother(String url) {
        var members = new ArrayList<TestCoordinator>();
        var vertx = Vertx.vertx();
        try (var redis = RedisServer.start()) {
            for (int i = 0; i < 3; i++) {
                members.add(new TestCoordinator(url, redis, vertx, new SimpleMeterRegistry(), TestConfig.QUICK));
            }
            var first = leader(members);
            assertThat(first.fenced((connection, term) -> 7)).isInstanceOf(FencedResult.Committed.class);
            var term = first.term().orElseThrow();
            first.stop();

            assertThat(leader(members).term().orElseThrow()).isGreaterThan(term);
        } finally {
            members.forEach(TestCoordinator::close);
            vertx.close().await().atMost(Duration.ofSeconds(60));
        }
    }

    private static TestCoordinator leader(List<TestCoordinator> of) {
        return await().atMost(60, SECONDS)
                .until(() -> of.stream().filter(m -> m.term().isPresent()).toList(), found -> found.size() == 1)
                .getFirst();
    }

    private static void assertDenied(String statement) {
        assertThatThrownBy(() -> ask(statement))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    /** As the application. */
    private static String ask(String sql) throws SQLException {
        try (var connection = PostgresServer.connect(asApplication);
                var statement = connection.createStatement()) {
            if (!statement.execute(sql) || !statement.getResultSet().next()) {
                return "";
            }
            return statement.getResultSet().getString(1);
        }
    }

    private static String explained(Throwable error) {
        var config = TestConfig.of(
                DatabaseConfig.class, Map.of("incumbent.database.username", AdministratorSetup.APPLICATION));
        return new DatabaseErrorMessage(config).explain(error);
    }

    /** As the superuser, where the application's tables are. */
    private static void execute(String sql) {
        PostgresServer.execute(setup.url(), "SET search_path = incumbent; " + sql);
    }

    private static List<String> rows(String query) {
        return LedgerFixture.rows(setup.url(), query);
    }
}
