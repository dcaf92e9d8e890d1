package io.incumbent.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.election.EndReason;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PgBouncer;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole coordinators that reach PostgreSQL through a real PgBouncer in transaction mode, by connections without names. */
@Tag("pgbouncer")
@Timeout(120)
@NeedsServers
class PooledElectionTest {

    /** Fewer than the members have connections, so that they share. */
    private static final int SERVER_CONNECTIONS = 8;

    private static ElectionTestBed bed;
    private static PgBouncer bouncer;

    @BeforeAll
    static void build() {
        bed = new ElectionTestBed(TestConfig.QUICK);
        bouncer = PgBouncer.start(bed.postgres(), Map.of("default_pool_size", Integer.toString(SERVER_CONNECTIONS)));
        bed.reachedBy(PooledElectionTest::pooled);
    }

    @AfterEach
    void clean() {
        bed.clean();
    }

    @AfterAll
    static void close() {
        bouncer.close();
        bed.close();
    }

    @Test
    void ofThreeOneLeadsAndKeepsTheLeadershipOverManyTtls() {
        bed.start(3);

        bed.awaitSteady(bed.awaitLeader(), Duration.ofSeconds(5));

        assertThat(bed.history()).hasSize(1);
    }

    @Test
    void leadershipMovesOnReleaseAndAfterACrashUnderEverHigherTerms() {
        bed.start(3);
        var first = bed.awaitLeader();
        var firstTerm = first.term().orElseThrow();
        first.stop();
        var second = bed.awaitLeader();
        var secondTerm = second.term().orElseThrow();
        second.die();

        await().atMost(60, SECONDS).until(() -> bed.leaders().stream().anyMatch(m -> m != first && m != second));

        assertThat(secondTerm).isGreaterThan(firstTerm);
        assertThat(bed.history()).extracting(ElectionTestBed.Row::reason).containsExactly("shutdown", "expired", null);
    }

    @Test
    void aPoolerThatIsKilledAndComesBackNeedsNoRestartOfAnybody() {
        bed.start(3);
        bed.awaitLeader();

        bouncer.stop();
        await().atMost(60, SECONDS).until(() -> bed.leaders().isEmpty());
        bouncer.up();

        var leader = bed.awaitLeader();
        assertThat(leader.fenced((connection, term) -> 7)).isInstanceOf(FencedResult.Committed.class);
        bed.awaitSteady(leader, Duration.ofSeconds(2));
    }

    @Test
    void fencedWorkOfManyThreadsCommitsUnderThePresentTerm() {
        bed.execute("CREATE TABLE done (term bigint)");
        bed.start(3);
        var leader = bed.awaitLeader();
        var term = leader.term().orElseThrow();
        var all = new ArrayList<CompletableFuture<FencedResult<Integer>>>();
        for (int i = 0; i < 200; i++) {
            all.add(CompletableFuture.supplyAsync(() -> leader.fenced((connection, t) -> {
                try (var statement = connection.prepareStatement("INSERT INTO done VALUES (?)")) {
                    statement.setLong(1, t.number());
                    return statement.executeUpdate();
                }
            })));
        }

        assertThat(all).allSatisfy(work -> assertThat(work.join()).isEqualTo(new FencedResult.Committed<>(1, term)));
        assertThat(LedgerFixture.rows(bed.url(), "SELECT term, count(*) FROM done GROUP BY term"))
                .containsExactly(term.number() + " 200");
    }

    @Test
    void workThatNeverEndsHoldsTheNextLeaderUpForItsLimitAndNoLonger() throws Exception {
        bed.start(2);
        var leader = bed.awaitLeader();
        var term = leader.term().orElseThrow();
        var working = new CountDownLatch(1);
        var mayFinish = new CountDownLatch(1);
        var work = CompletableFuture.runAsync(() -> leader.fenced((connection, now) -> {
            working.countDown();
            try {
                return mayFinish.await(20, SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        working.await();

        leader.stepDown();
        await().atMost(60, SECONDS).until(() -> leader.term().isEmpty());
        var next = bed.awaitLeader();

        assertThat(next.term().orElseThrow()).isGreaterThan(term);
        mayFinish.countDown();
        await().atMost(60, SECONDS).until(work::isCompletedExceptionally);
    }

    /** The pooler opened its connection to the server long before, so the check must be in the statement that asks. */
    @Test
    void aPoolerThatLeadsToAStandbyVerifiesNobody() {
        var standby = bed.postgres().standby();
        var ledger = LedgerFixture.migrated(bed.postgres().newDatabase());
        ledger.instance("a").win(1);
        try (var astray = PgBouncer.start(standby.port(), Map.of())) {
            var lost = LedgerFixture.at(astray.url(ledger.url) + "?prepareThreshold=0");

            await().ignoreExceptions() // until the standby has the database
                    .atMost(60, SECONDS)
                    .until(() -> lost.instance("a").readBack(), answer -> answer instanceof VerifyAnswer.Failed);
        }
        assertThat(ledger.instance("a").readBack()).isInstanceOf(VerifyAnswer.Seen.class);
    }

    @Test
    void nothingOfAnElectionIsLeftOnTheServerConnections() throws SQLException {
        bed.start(3);
        var leader = bed.awaitLeader();
        leader.fenced((connection, term) -> 7);
        leader.stop();
        bed.awaitLeader().stop();

        var every = new ArrayList<Connection>();
        try {
            for (int i = 0; i < SERVER_CONNECTIONS; i++) {
                var connection = PostgresServer.connect(pooled(bed.url()));
                every.add(connection);
                connection.setAutoCommit(false); // keeps its server connection, so the next one gets another
                assertThat(left(connection)).containsExactly("0", "0", "0", "0", "0", "read committed");
            }
        } finally {
            for (var connection : every) {
                connection.close();
            }
        }
    }

    @Test
    void aTermIsCommittedDurablyAlsoWhereTheServerWouldNotWait() throws SQLException {
        PostgresServer.setForUser(bed.url(), "synchronous_commit = off");
        var ledger = LedgerFixture.at(bed.url());
        ledger.recordCommits();
        var instance = LedgerFixture.at(pooled(bed.url())).instance("a");

        instance.renew(1, instance.win(1).term());
        instance.release(1, EndReason.SHUTDOWN);

        assertThat(ledger.commits()).containsExactly("on", "on", "on");
        try (var next = PostgresServer.connect(pooled(bed.url()));
                var row = next.createStatement().executeQuery("SHOW synchronous_commit")) {
            row.next();
            assertThat(row.getString(1)).as("what the next client finds").isEqualTo("off");
        }
    }

    private static List<String> left(Connection connection) throws SQLException {
        var question = """
                SELECT (SELECT count(*) FROM pg_prepared_statements)::text,
                       (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')::text,
                       current_setting('lock_timeout'), current_setting('statement_timeout'),
                       current_setting('idle_in_transaction_session_timeout'), current_setting('transaction_isolation')
                """;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            var all = new ArrayList<String>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                all.add(rows.getString(i));
            }
            return all;
        }
    }

    private static String pooled(String url) {
        return bouncer.url(url) + "?prepareThreshold=0";
    }
}
