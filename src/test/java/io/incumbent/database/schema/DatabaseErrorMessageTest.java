package io.incumbent.database.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.TestCoordinator;
import io.incumbent.database.connection.DatabaseConfig;
import io.incumbent.database.connection.DatabaseErrorMessage;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.net.SocketTimeoutException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads when something is wrong: one line with key, value, the server's words and what would be right. */
@NeedsServers
class DatabaseErrorMessageTest {

    private static final String SECRET = "hunter2";

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
    void eachTroubleIsOneLineWithKeyValueAndWhatWouldBeRight() {
        PostgresServer.execute(server.url(), "CREATE ROLE poor LOGIN");
        var url = server.newDatabase();

        assertThat(trouble(server.url("missing"), "postgres").text())
                .startsWith(
                        "database does not exist key=incumbent.database.url value=" + server.url("missing") + " error=")
                .endsWith(": waiting, create it or correct the name");
        assertThat(trouble(url, "poor").text())
                .startsWith("database user lacks rights key=incumbent.database.username value=poor error=");
        assertThat(trouble(url, "nobody").text())
                .startsWith("database refuses the user key=incumbent.database.username value=nobody");
        assertThat(trouble("jdbc:postgresql://no.such.host.invalid/x", "postgres"))
                .satisfies(trouble -> assertThat(trouble.text()).startsWith("database host unknown"))
                .returns(true, Explained::passing);
    }

    @Test
    void noSecretReachesTheLine() {
        var unreachable = trouble("jdbc:postgresql://127.0.0.1:1/x?password=" + SECRET, "postgres");
        var unusable = trouble(server.url() + "?password=" + SECRET + "&sslmode=nonsense", "postgres");

        assertThat(unreachable.text())
                .startsWith(
                        "database unreachable key=incumbent.database.url value=jdbc:postgresql://127.0.0.1:1/x error=")
                .endsWith("check host and port");
        assertThat(unusable.text()).contains("nonsense");
        assertThat(unreachable.text() + unusable.text()).doesNotContain(SECRET);
    }

    @Test
    void aWrongPasswordIsNamedAndNeverShown() {
        var trouble = of("28P01");

        assertThat(trouble.text())
                .isEqualTo("database refuses the password key=incumbent.database.password value=(hidden) error=\"no\":"
                        + " waiting, check it and incumbent.database.username=me");
    }

    @Test
    void aStandbyIsNamedAndMayBecomeThePrimary() {
        var standby = server.standby();
        var url = standby.url(server.url());

        await().untilAsserted(() -> assertThat(trouble(url, "postgres").text())
                .startsWith("database is read-only key=incumbent.database.url"));
        assertThat(trouble(url, "postgres").passing()).isTrue();
        var noPrimary = trouble(url + "?targetServerType=primary", "postgres");
        assertThat(noPrimary.text())
                .startsWith("database is a standby, or read-only")
                .contains("point it at the primary");
        assertThat(noPrimary.passing()).isTrue();
    }

    @Test
    void aLimitOfTheRoleOrOfTheDatabaseIsToldFromThatOfTheServer() {
        PostgresServer.execute(
                server.url(), "CREATE ROLE limited LOGIN CONNECTION LIMIT 0", "CREATE ROLE unlimited LOGIN");
        var full = server.newDatabase();
        PostgresServer.execute(
                server.url(), "ALTER DATABASE " + full.substring(full.lastIndexOf('/') + 1) + " CONNECTION LIMIT 0");

        assertThat(trouble(server.url(), "limited").text())
                .startsWith("database has no connection left key=incumbent.database.username value=limited error=")
                .contains("too many connections for role")
                .endsWith("raise its limit by ALTER ROLE ... CONNECTION LIMIT, or run fewer instances");
        assertThat(trouble(full, "unlimited").text())
                .startsWith("database has no connection left key=incumbent.database.url value=" + full + " error=")
                .contains("too many connections for database")
                .endsWith("raise its limit by ALTER DATABASE ... CONNECTION LIMIT, or run fewer instances");
        assertThat(of("53300").text()).endsWith("raise max_connections or run fewer instances");
    }

    @Test
    void aPrimaryThatIsReadOnlyBySettingIsToldSo() {
        var url = server.newDatabase();
        PostgresServer.execute(
                server.url(),
                "ALTER DATABASE " + url.substring(url.lastIndexOf('/') + 1)
                        + " SET default_transaction_read_only = on");

        assertThat(trouble(url, "postgres").text())
                .startsWith("database is read-only key=incumbent.database.url")
                .contains("ALTER DATABASE or ALTER ROLE ... RESET default_transaction_read_only");
        assertThat(trouble(url + "?targetServerType=primary", "postgres").text())
                .startsWith("database is a standby, or read-only")
                .contains("ALTER DATABASE or ALTER ROLE ... RESET default_transaction_read_only");
    }

    @Test
    void aTimeLimitOfOurOwnIsNoRefusalAndNotBlamedOnTheNetwork() {
        var url = "jdbc:postgresql://db/x";
        var limits = Stream.of(
                new IllegalStateException(new TimeoutException("no answer within 900 ms")),
                new IllegalStateException(new org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException(
                        "ledger renewal timed out")),
                new SQLException("An I/O error occurred", "08006", new SocketTimeoutException("Read timed out")));

        assertThat(limits.map(limit -> explained(url, "me", limit))).allSatisfy(trouble -> {
            assertThat(trouble.text())
                    .startsWith("database did not answer in time")
                    .contains("a table is locked");
            assertThat(trouble.passing()).isTrue();
        });
        assertThat(explained(
                                url,
                                "me",
                                new SQLException(
                                        "The connection attempt failed.", "08001", new SocketTimeoutException()))
                        .text())
                .startsWith("database unreachable");
    }

    /** The server quotes what it was sent. */
    @Test
    void whatTheServerQuotesIsOneLineOfLimitedLength() {
        var quoted = explained(
                "jdbc:postgresql://db/x", "me", new SQLException("no \r\u001b[1m" + "x".repeat(9000), "22P02"));

        assertThat(quoted.text()).hasSizeLessThan(1000).doesNotContain("\r", "\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "08006, true, unreachable",
        "57P03, true, starting or stopping",
        "57P01, true, starting or stopping",
        "53300, true, no connection left",
        "55P03, true, did not answer in time",
        "57014, true, did not answer in time",
        "57P05, true, silent session",
        "25P03, true, silent session",
        "28P01, false, refuses the password",
        "28000, false, refuses the user",
        "3D000, false, does not exist",
        "3F000, false, sees no schema",
        "42501, false, lacks rights",
        "42P01, false, sees no tables",
        "08P01, true, url is refused",
        "42P07, false, refuses a statement",
        "54000, false, refuses a statement",
        ", true, unreachable",
    })
    void whatPassesByItselfIsToldFromWhatMustBeMended(@Nullable String state, boolean passing, String words) {
        assertThat(of(state)).returns(passing, Explained::passing).satisfies(trouble -> assertThat(trouble.text())
                .contains(words));
    }

    @Test
    void aTermThatSomebodyMadeTooLargeIsNamedWithTheStatementsThatMendIt() {
        var violated = new SQLException(
                "new row for relation \"leadership\" violates check constraint \"leadership_term_is_not_too_large\"",
                "23514");

        assertThat(explained("jdbc:postgresql://db/x", "me", violated).text())
                .contains("the next term would be too large", "DELETE FROM leadership_history", "DEL incumbent:");
    }

    @Test
    void aPoolThatGivesNoConnectionInTimeIsNotBlamedOnTheNetwork() throws SQLException {
        try (var pool = TestCoordinator.pool(server.url(), DataSourceImplementation.AGROAL, 1);
                var _ = pool.getConnection()) {
            assertThatThrownBy(pool::getConnection).isInstanceOfSatisfying(SQLException.class, e -> assertThat(
                            explained(server.url(), "postgres", e).text())
                    .startsWith("database gave no connection in time key=incumbent.database.url"));
        }
    }

    @Test
    void whatDoesNotComeFromTheServerIsNotBlamedOnTheNetwork() {
        assertThat(explained("jdbc:postgresql://db/x", "me", new IllegalStateException("two files for version 2")))
                .satisfies(trouble -> assertThat(trouble.text()).contains("cannot be used", "two files"))
                .returns(false, Explained::passing);
    }

    private static Explained of(@Nullable String state) {
        return explained("jdbc:postgresql://db/x", "me", new IllegalStateException(new SQLException("no", state)));
    }

    /** Of one who connects and makes a table. */
    private static Explained trouble(String url, String user) {
        try (var connection = DriverManager.getConnection(url, user, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mine ()");
            throw new AssertionError("no trouble");
        } catch (SQLException e) {
            return explained(url, user, e);
        }
    }

    private static Explained explained(String url, String user, Exception error) {
        var errorMessage = troubles(url, user);
        return new Explained(errorMessage.explain(error), errorMessage.passing(error));
    }

    private record Explained(String text, boolean passing) {}

    private static DatabaseErrorMessage troubles(String url, String user) {
        return new DatabaseErrorMessage(TestConfig.of(
                DatabaseConfig.class,
                Map.of(
                        "incumbent.database.url",
                        url,
                        "incumbent.database.username",
                        user,
                        "incumbent.database.password",
                        SECRET)));
    }
}
