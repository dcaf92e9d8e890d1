package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.LogCapture;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.database.connection.SqlStates;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

@Timeout(120)
@NeedsServers
class FenceWaitLogTest {

    private static final String LOCK = FenceLockSql.exclusive("'" + LedgerFixture.GROUP + "'");
    private static final Duration SHORT = Duration.ofMillis(200);

    private static PostgresServer server;
    private static LedgerFixture ledger;

    private final LogCapture log = new LogCapture(FenceWaitLog.class);
    private final List<Connection> lookups = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private Instance a;
    private Connection stranger;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        ledger = LedgerFixture.on(server);
        ledger.execute("CREATE ROLE plain LOGIN");
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        ledger.clear();
        a = ledger.instance("a");
        stranger = PostgresServer.connect(ledger.url + "?ApplicationName=a%20stranger");
    }

    @AfterEach
    void close() throws SQLException {
        log.close();
        stranger.close();
    }

    /** A lock of the session lasts until the session ends, whatever it does. */
    @ParameterizedTest
    @CsvSource({"false, idle in transaction", "true, idle"})
    void aClaimWhoseTimeEndedNamesTheSessionThatHoldsTheFenceLockAndHowToEndIt(boolean ofTheSession, String state)
            throws SQLException {
        stranger.setAutoCommit(ofTheSession);
        execute(stranger, "SELECT " + (ofTheSession ? LOCK.replace("_xact", "") : LOCK));

        assertRefused(table(ledger.url, "postgres"));

        await().until(() -> !log.lines().isEmpty());
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN ")
                .contains(
                        "group=orders",
                        "holders=1",
                        "pid=" + pid(stranger) + " ",
                        "application='a stranger'",
                        "user='postgres'",
                        "state='" + state + "'",
                        "since=20");

        ledger.execute(advice(log.lines().getFirst()));

        await().ignoreExceptions().until(() -> a.claim(2) instanceof TermAnswer.Granted);
    }

    @Test
    void aClaimThatWaitsForMoreThanASecondNamesTheHolderWhileItWaits() throws SQLException {
        stranger.setAutoCommit(false);
        execute(stranger, "SELECT " + LOCK);
        var patient = a.leadershipTable(Duration.ofSeconds(60), waits(ledger.url, "postgres"));

        var claim = CompletableFuture.supplyAsync(() -> claim(patient));
        await().until(() -> !log.lines().isEmpty());
        assertThat(claim).isNotDone();
        stranger.rollback();

        assertThat(claim.join()).isInstanceOf(TermAnswer.Granted.class);
        assertThat(log.lines()).singleElement().asString().contains("pid=" + pid(stranger) + " ");
    }

    @Test
    void aRoleThatMaySeeNoOtherSessionsNamesProcessApplicationAndUserOfTheHolder() throws SQLException {
        stranger.setAutoCommit(false);
        execute(stranger, "SELECT " + LOCK);

        assertRefused(table(ledger.url, "plain"));

        await().until(() -> !log.lines().isEmpty());
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("pid=" + pid(stranger)
                        + " application='a stranger' user='postgres' state=unknown since=unknown");
    }

    @Test
    void theHolderIsNamedOnceAMinute() throws SQLException {
        stranger.setAutoCommit(false);
        execute(stranger, "SELECT " + LOCK);
        var table = table(ledger.url, "postgres");

        for (int claims = 1; claims <= 3; claims++) {
            assertRefused(table);
            awaitLookups(claims);
        }
        assertThat(log.lines()).hasSize(1);

        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        assertRefused(table);
        awaitLookups(4);
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void aClaimThatTimedOutForAnotherReasonAccusesNobody() throws SQLException {
        a.writeHeartbeat();
        stranger.setAutoCommit(false);
        execute(stranger, "SELECT * FROM instance_metadata FOR UPDATE");

        assertRefused(table(ledger.url, "postgres"));

        awaitLookups(1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aClaimThatNobodyDelaysLooksNothingUp() {
        assertThat(claim(table(ledger.url, "postgres"))).isInstanceOf(TermAnswer.Granted.class);

        assertThat(lookups).isEmpty();
    }

    private LeadershipTable table(String url, String user) {
        return a.leadershipTable(SHORT, waits(url, user));
    }

    private FenceWaitLog waits(String url, String user) {
        return new FenceWaitLog(
                LedgerFixture.GROUP,
                () -> {
                    var connection = DriverManager.getConnection(url, user, "");
                    lookups.add(connection);
                    return connection;
                },
                clock::get);
    }

    /** Until so many lookups have ended, with what they had to say. */
    private void awaitLookups(int count) {
        await().until(() -> lookups.size() == count && lookups.getLast().isClosed());
    }

    private void assertRefused(LeadershipTable table) {
        assertThatThrownBy(() -> claim(table)).cause().isInstanceOfSatisfying(SQLException.class, e -> assertThat(
                        SqlStates.timedOut(e))
                .isTrue());
    }

    private TermAnswer claim(LeadershipTable table) {
        try (var connection = PostgresServer.connect(ledger.url)) {
            return table.claim(connection, a.bid(1), Term.NONE, Optional.empty());
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static String advice(String line) {
        var statement = Pattern.compile("SELECT pg_terminate_backend\\(\\d+\\)").matcher(line);
        assertThat(statement.find()).isTrue();
        return statement.group();
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
