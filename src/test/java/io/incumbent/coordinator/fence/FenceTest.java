package io.incumbent.coordinator.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.ledger.FenceLockSql;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.TermAnswer.Granted;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class FenceTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String INSERT = "INSERT INTO effect VALUES ('done')";

    private static PostgresServer server;
    private static LedgerFixture ledger;
    private AgroalDataSource pool;
    private Fence fence;
    private Instance a;
    private Instance b;
    private Bid bid;
    private Term term;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        ledger = LedgerFixture.on(server);
        ledger.execute("CREATE TABLE effect (what text)");
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void leaderA() throws SQLException {
        ledger.clear();
        ledger.execute("TRUNCATE effect");
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(p -> p.maxSize(4).connectionFactoryConfiguration(f -> f.jdbcUrl(ledger.url)
                        .principal(new NamePrincipal("postgres")))));
        fence = new Fence(connections(), "orders", LIMIT);
        a = ledger.instance("a");
        b = ledger.instance("b");
        bid = a.bid(1);
        term = a.win(1).term();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void workUnderThePresentTermIsCommitted() {
        assertThat(write()).isEqualTo(new FencedResult.Committed<>(1, term));
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void anOldTermWritesNothing() {
        ledger.age("11 s");
        b.win(1);

        assertThat(write()).isEqualTo(new FencedResult.LostLeadership<Integer>(term));
        assertThat(effects()).isZero();
    }

    @Test
    void aReleasedTermWritesNothing() {
        a.release(1, EndReason.STEPPED_DOWN);

        assertThat(write()).isEqualTo(new FencedResult.LostLeadership<Integer>(term));
    }

    @Test
    void anotherBidOfTheSameTermWritesNothing() {
        assertThat(fence.run(a.bid(2), term, FenceTest::insert))
                .isEqualTo(new FencedResult.LostLeadership<Integer>(term));
    }

    @Test
    void aTermThatExpiredUnclaimedStillWrites() {
        ledger.age("1 h");

        assertThat(write()).isInstanceOf(FencedResult.Committed.class);
    }

    @Test
    void whatTheWorkThrowsRollsBackAndIsRethrown() {
        assertThatThrownBy(() -> fence.run(bid, term, (connection, t) -> {
                    insert(connection, t);
                    throw new IllegalArgumentException("no");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fence.run(bid, term, (connection, t) -> {
                    insert(connection, t);
                    return connection.createStatement().execute("SELECT 1 / 0");
                }))
                .isExactlyInstanceOf(FenceException.class);
        assertThat(effects()).isZero();
    }

    @Test
    void aClaimWaitsForAnOpenFencedTransactionAndThenTheOldTermWritesNothing() throws Exception {
        ledger.age("11 s");
        var entered = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var work = async(() -> fence.run(bid, term, (connection, t) -> {
            entered.countDown();
            awaitLatch(finish);
            return insert(connection, t);
        }));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

        var claim = async(() -> b.claim(1));
        await().until(() -> !ledger.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                .isEmpty());
        assertThat(claim).isNotDone();
        assertThat(a.renew(1, new Term(99)))
                .as("a renewal that waits for nobody")
                .isInstanceOf(TermAnswer.Refused.class);
        finish.countDown();

        assertThat(work.get(5, TimeUnit.SECONDS)).isInstanceOf(FencedResult.Committed.class);
        assertThat(claim.get(5, TimeUnit.SECONDS)).isInstanceOf(Granted.class);
        assertThat(write()).isEqualTo(new FencedResult.LostLeadership<Integer>(term));
        assertThat(effects()).isEqualTo(1);
        assertThat(ledger.rows(
                        "SELECT h.lost_at <= l.elected_at FROM leadership_history h, leadership l WHERE h.term = 1"))
                .as("a claim that waited does not stamp the past")
                .containsExactly("t");
    }

    @Test
    void aClaimThatFencedWorkWaitedForIsSeenWhateverIsolationTheDatabaseHasByDefault() throws Exception {
        isolation("SET default_transaction_isolation = 'repeatable read'");
        try (var claim = PostgresServer.connect(ledger.url);
                var statement = claim.createStatement()) {
            claim.setAutoCommit(false);
            statement.execute("SELECT " + FenceLockSql.exclusive("'orders'"));
            var late = CompletableFuture.supplyAsync(this::write);
            await().until(() -> !ledger.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    .isEmpty());
            statement.execute("UPDATE leadership SET term = term + 1, bid = 'b/1', instance = 'b'");
            claim.commit();

            assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new FencedResult.LostLeadership<Integer>(term));
            assertThat(effects()).isZero();
        } finally {
            isolation("RESET default_transaction_isolation");
        }
    }

    private static void isolation(String setting) {
        ledger.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I " + setting.replace("'", "''")
                + "', current_database()); END $$");
    }

    @Test
    void aRefusedClaimNeitherWaitsForFencedWorkNorHoldsItUp() {
        var answer = fence.run(bid, term, (connection, t) -> b.claim(1));

        assertThat(answer)
                .isInstanceOfSatisfying(FencedResult.Committed.class, committed -> assertThat(committed.value())
                        .isInstanceOf(TermAnswer.Refused.class));
    }

    @Test
    void aPausedHolderOfAFencedTransactionBlocksItsSuccessorNoLongerThanTheLimit() throws Exception {
        ledger.age("11 s");
        var entered = new CountDownLatch(1);
        var wake = new CountDownLatch(1);
        var paused = async(() -> fence.run(bid, term, (connection, t) -> {
            insert(connection, t);
            entered.countDown();
            awaitLatch(wake); // to the server, a process that says nothing is a paused one
            return 1;
        }));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

        // it would wait for ever without the limit, since the holder wakes up only afterwards
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> b.claim(1) instanceof Granted);
        wake.countDown();

        assertThat(paused)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(FenceException.class);
        assertThat(effects()).isZero();
    }

    @Test
    void workInManySmallStepsIsEndedAtTheLimitToo() {
        var shortFence = new Fence(connections(), "orders", Duration.ofMillis(300));

        assertThatThrownBy(() -> shortFence.run(bid, term, (connection, t) -> {
                    while (true) {
                        insert(connection, t);
                    }
                }))
                .isInstanceOf(FenceException.class);
        assertThat(effects()).isZero();
    }

    @Test
    void aCommitWithoutAnswerIsReportedAsUnknownAndNotAsLost() {
        assertThatThrownBy(() -> fence.run(bid, term, (connection, t) -> {
                    insert(connection, t);
                    ledger.execute("SELECT pg_terminate_backend(" + pid(connection) + ")");
                    return 1;
                }))
                .isInstanceOf(FenceException.OutcomeUnknown.class);
    }

    @Test
    void theFenceLeavesNoSettingsBehindOnThePooledConnection() throws SQLException {
        write();

        try (var connection = pool.getConnection();
                var rows = connection.createStatement().executeQuery("SHOW transaction_timeout")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("0");
        }
    }

    private ConnectionPool connections() {
        return new ConnectionPool(pool, TestConfig.of(PoolConfig.class, Map.of()), new SimpleMeterRegistry());
    }

    private static <T> CompletableFuture<T> async(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
    }

    private FencedResult<Integer> write() {
        return fence.run(bid, term, FenceTest::insert);
    }

    private static int insert(Connection connection, Term term) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(INSERT);
        }
    }

    private static int pid(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long effects() {
        return Long.parseLong(ledger.rows("SELECT count(*) FROM effect").getFirst());
    }
}
