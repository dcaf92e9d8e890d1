package io.incumbent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.FenceHold.Place;
import io.incumbent.coordinator.FencedTestLeadership;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.intake.IntakeResult.Accepted;
import io.incumbent.intake.IntakeResult.Duplicate;
import io.incumbent.intake.IntakeResult.Overloaded;
import io.incumbent.intake.IntakeResult.RejectReason;
import io.incumbent.intake.IntakeResult.Rejected;
import io.incumbent.intake.IntakeResult.Unavailable;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong at whatever moment: what was accepted is there, once, under a term that was not over. */
@Timeout(90)
@NeedsServers
class IntakeFaultTest {

    private static PostgresServer server;
    private String url = "";
    private FencedTestLeadership a;
    private FencedTestLeadership b;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.startDurable();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void leaderA() {
        url = LedgerFixture.on(server).url;
        a = FencedTestLeadership.at(url, "a");
        b = FencedTestLeadership.at(url, "b");
        a.win();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aLeaderHeldAnywhereBetweenCheckAndCommitCommitsNothingAfterItsSuccessorsClaim(Place place) throws Exception {
        var held = a.holdAt(place);
        var answer = IntakeFixture.of(a, Map.of()).send("k", "{}");
        held.awaitReached();

        var successor = await().ignoreExceptions().until(b::win, _ -> true);
        var stored = a.rows("SELECT id FROM signals");
        held.release();

        assertThat(answer.get(20, TimeUnit.SECONDS))
                .isEqualTo(
                        place == Place.BEFORE_THE_FENCE
                                ? new Rejected(RejectReason.LOST_LEADERSHIP)
                                : new Unavailable());
        assertThat(a.rows("SELECT id FROM signals")).isEqualTo(stored).isEmpty();
        assertThat(a.rows("SELECT signal FROM deliveries")).isEmpty();
        assertThat(IntakeFixture.of(b, Map.of()).taken("k", "{}"))
                .as("the sender comes again, to the successor")
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.term()).contains(successor));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoseAnswerWasLostAfterTheCommitIsToldUnavailableAndThenTheIdOfWhatWasStored(boolean leads) throws Exception {
        if (!leads) {
            a.distrust();
        }
        var post = IntakeFixture.of(a, Map.of("follower-policy", "store"));
        a.loseNextCommitAnswer();

        assertThat(post.taken("k", "{}")).isEqualTo(new Unavailable());

        var stored = a.rows("SELECT id FROM signals");
        assertThat(stored).hasSize(1);
        assertThat(post.taken("k", "{}")).isInstanceOfSatisfying(Duplicate.class, duplicate -> assertThat(stored)
                .containsExactly(duplicate.id().toString()));
        assertThat(a.rows("SELECT signal FROM deliveries")).isEqualTo(stored);
    }

    @Test
    void beyondThoseThatMayWaitEverybodyIsToldAtOnce() throws Exception {
        var post = IntakeFixture.of(a, Map.of("max-waiting", "3", "writers", "1"));
        try (var hold = PostgresServer.connect(url)) {
            hold.setAutoCommit(false);
            hold.createStatement().execute("LOCK TABLE signals IN EXCLUSIVE MODE");
            var waiting = IntStream.range(0, 3)
                    .mapToObj(i -> post.send("k" + i, "{}"))
                    .toList();

            assertThat(post.send("one too many", "{}")).isCompletedWithValue(new Overloaded());
            assertThat(waiting).noneMatch(it -> it.isDone());
            hold.rollback();
            for (var one : waiting) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
            }
        }
        assertThat(post.taken("later", "{}")).isInstanceOf(Accepted.class);
    }

    /** The order is what counts: first a sender has its result, and its callbacks have run, then the stop goes on. */
    @Test
    void aStopWaitsUntilWhoeverWaitsIsAnswered() throws Exception {
        var held = a.holdAt(Place.BEFORE_THE_FENCE);
        var post = IntakeFixture.of(a, Map.of());
        var answer = post.send("k", "{}");
        var waitingAtTheAnswer = answer.thenApply(_ -> post.waiting());
        held.awaitReached();
        var stop = Thread.ofPlatform().start(post::stop);
        await().until(stop::getState, Thread.State.TIMED_WAITING::equals);
        assertThat(answer).isNotDone();

        held.release();

        assertThat(stop.join(Duration.ofSeconds(10))).isTrue();
        assertThat(answer).isDone();
        assertThat(answer.join()).isInstanceOf(Accepted.class);
        assertThat(waitingAtTheAnswer)
                .as("requests that a stop waits for, at the moment of the answer")
                .isCompletedWithValue(1.0);
        assertThat(post.waiting()).isZero();
    }

    @Test
    void commitsAreWaitedForWhateverTheDatabaseDoesByDefault() throws Exception {
        commitsAreNotWaitedFor();
        a.execute(
                "CREATE TABLE seen (how text)",
                "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO seen VALUES (current_setting(''synchronous_commit'')); RETURN NULL; END'",
                "CREATE TRIGGER see AFTER INSERT ON signals FOR EACH ROW EXECUTE FUNCTION see()");
        try (var careless = FencedTestLeadership.at(url, "c")) {
            var post = IntakeFixture.of(careless, Map.of("follower-policy", "store"));
            post.taken("without leading", "{}");
            careless.win();
            post.taken("as the leader", "{}");
        }
        assertThat(a.rows("SELECT how FROM seen")).containsExactly("on", "on");
    }

    @Test
    void aTransactionWithoutTheFenceHasTheIsolationAndAllTimeLimitsOfAFencedOne() throws Exception {
        a.execute("""
                CREATE TABLE seen (how text);
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO seen SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
                     WHERE name LIKE '%\\_timeout' AND source = 'session' OR name = 'transaction_isolation';
                    RETURN NULL; END $$;
                CREATE TRIGGER see AFTER INSERT ON signals FOR EACH ROW EXECUTE FUNCTION see()""");
        var post = IntakeFixture.of(a, Map.of("follower-policy", "store"));
        post.taken("as the leader", "{}");
        a.distrust();
        post.taken("without leading", "{}");

        assertThat(a.rows("SELECT DISTINCT how FROM seen"))
                .containsExactly("idle_in_transaction_session_timeout=2000 lock_timeout=2000 statement_timeout=2000"
                        + " transaction_isolation=read committed transaction_timeout=2000");
    }

    @Test
    void aValueBeyondALimitOfTheDatabaseIsRefusedAndTheOthersOfItsGroupAreStored() throws Exception {
        a.execute("CREATE INDEX small ON signals (encode(body, 'hex'))");
        var post = IntakeFixture.of(a, Map.of("writers", "1"));
        var random = new byte[9000];
        new Random(1).nextBytes(random);
        try (var hold = PostgresServer.connect(url)) {
            hold.setAutoCommit(false);
            hold.createStatement().execute("LOCK TABLE signals IN EXCLUSIVE MODE");
            var first = post.send("first", "{}");
            var good = post.send("good", "{}");
            var bad = post.send("bad", "{\"x\": \"" + HexFormat.of().formatHex(random) + "\"}");
            hold.rollback();

            assertThat(bad.get(20, TimeUnit.SECONDS))
                    .isEqualTo(new InvalidRequest.Malformed("The database does not accept a value of it (54000)."));
            assertThat(List.of(first.get(20, TimeUnit.SECONDS), good.get(20, TimeUnit.SECONDS)))
                    .hasOnlyElementsOfType(Accepted.class);
        }
    }

    @Test
    void whatWasAcceptedIsThereAfterACrashAtThatInstant() throws Exception {
        commitsAreNotWaitedFor();
        var accepted = new HashSet<String>();
        try (var careless = FencedTestLeadership.at(url, "c")) {
            careless.win();
            var post = IntakeFixture.of(careless, Map.of());
            var answers = IntStream.range(0, 300)
                    .mapToObj(i -> post.send("k" + i, "{}"))
                    .toList();
            answers.get(200).get(20, TimeUnit.SECONDS);
            answers.stream().filter(it -> it.isDone()).forEach(it -> accepted.add(id(it.join())));
            server.crash();
            for (var answer : answers) {
                if (answer.get(30, TimeUnit.SECONDS) instanceof Accepted it) {
                    accepted.add(it.id().toString());
                }
            }
        } finally {
            server.up();
        }
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(100);
        assertThat(a.rows("SELECT id FROM signals JOIN deliveries ON signal = id"))
                .containsAll(accepted);
    }

    @Test
    void whileTheDatabaseIsAwaySendersAreToldAndOnceItIsBackTheyAreServed() throws Exception {
        var post = IntakeFixture.of(a, Map.of());
        post.taken("before", "{}");
        server.stop();
        var told = new ArrayList<IntakeResult>();
        try {
            told.add(post.taken("meanwhile", "{}"));
        } finally {
            server.up();
        }
        assertThat(told).isEqualTo(List.of(new Unavailable()));
        await().atMost(Duration.ofSeconds(60)).until(() -> post.taken("meanwhile", "{}") instanceof Accepted);
        assertThat(post.taken("before", "{}")).isInstanceOf(Duplicate.class);
    }

    private void commitsAreNotWaitedFor() {
        a.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());"
                + " END $$");
    }

    private static String id(IntakeResult result) {
        return result instanceof Accepted accepted ? accepted.id().toString() : "not accepted: " + result;
    }
}
