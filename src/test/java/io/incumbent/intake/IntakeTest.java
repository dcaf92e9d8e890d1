package io.incumbent.intake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.FencedTestLeadership;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.election.Term;
import io.incumbent.intake.IdempotentInsert.Row;
import io.incumbent.intake.IdempotentInsert.Stored;
import io.incumbent.intake.IntakeResult.Accepted;
import io.incumbent.intake.IntakeResult.Duplicate;
import io.incumbent.intake.IntakeResult.RejectReason;
import io.incumbent.intake.IntakeResult.Rejected;
import io.incumbent.signal.SignalIds;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class IntakeTest {

    private static final Map<String, String> STORE = Map.of("follower-policy", "store");

    private static PostgresServer server;
    private static String url;
    private FencedTestLeadership a;
    private FencedTestLeadership b;
    private Term term;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        url = LedgerFixture.on(server).url;
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void leaderA() {
        a = FencedTestLeadership.at(url, "a");
        b = FencedTestLeadership.at(url, "b");
        a.clearLedger();
        a.execute("TRUNCATE signals, deliveries");
        term = a.win();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void aSignalIsStoredWithItsDeliveryAndWhoeverListensIsTold() throws Exception {
        var post = IntakeFixture.of(a, Map.of());

        assertThat(post.taken("k", "{\"a\": 1}")).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.term()).contains(term);
            assertThat(a.rows(
                            "SELECT id, group_name, source, key, convert_from(body, 'UTF8'), content_type, received_by,"
                                    + " received_term FROM signals"))
                    .containsExactly(
                            accepted.id() + " orders default k {\"a\": 1} application/json a " + term.number());
            assertThat(a.rows("SELECT signal, group_name, source, status, held, attempt FROM deliveries"))
                    .containsExactly(accepted.id() + " orders default QUEUED f 0");
        });
        assertThat(post.told).hasValue(1);
    }

    @Test
    void ofThirtyTwoAtOnceWithTheSameKeyOneIsStoredAndTheOthersAreToldItsId() throws Exception {
        var post = IntakeFixture.of(a, Map.of());

        var answers = together(IntStream.range(0, 32).mapToObj(_ -> post).toList(), one -> one.taken("k", "{}"));

        var ids = answers.stream().map(IntakeTest::id).distinct().toList();
        assertThat(ids).hasSize(1);
        assertThat(kinds(answers)).isEqualTo(Map.of("Accepted", 1L, "Duplicate", 31L));
        assertThat(a.rows("SELECT id FROM signals")).isEqualTo(ids);
        assertThat(a.rows("SELECT signal FROM deliveries")).isEqualTo(ids);
    }

    @Test
    void theSameKeyWithAnotherBodyIsAConflictAndNothingIsStored() throws Exception {
        var post = IntakeFixture.of(a, Map.of());
        var first = id(post.taken("k", "{\"amount\": 1}"));

        assertThat(post.taken("k", "{\"amount\": 2}"))
                .isInstanceOfSatisfying(
                        IntakeResult.Conflict.class,
                        conflict -> assertThat(conflict.id().toString()).isEqualTo(first));
        assertThat(post.taken("k", "{ \"amount\" :1 }"))
                .as("the same, written otherwise")
                .isInstanceOf(Duplicate.class);
        assertThat(a.rows("SELECT count(*) FROM signals")).containsExactly("1");
    }

    @Test
    void twoInOneGroupWithTheSameKeyAreToldApartAsWell() throws Exception {
        var insert = new IdempotentInsert(a.identity());
        var ids = new SignalIds();
        var rows = List.of("{}", "{}", "[]").stream()
                .map(body -> new Row(
                        ids.next(),
                        SignalRequests.good(SignalRequests.parser(Map.of()), IntakeFixture.signal("k", body))))
                .toList();

        var stored = a.connections().withConnection(connection -> insert.store(connection, rows, Optional.empty()));

        var first = rows.getFirst().id();
        assertThat(stored)
                .containsExactly(new Stored.Inserted(first), new Stored.SameBody(first), new Stored.OtherBody(first));
    }

    @Test
    void whoseIdAnotherProcessMayHaveStoresNothingUnderIt() {
        var identity = new InstanceIdentity("orders", "web", "host", "1", "nonce", new Random(1));
        var row = new Row(
                new SignalIds().next(),
                SignalRequests.good(SignalRequests.parser(Map.of()), IntakeFixture.signal("k", "{}")));

        assertThatThrownBy(() -> a.connections().withConnection(connection -> new IdempotentInsert(identity)
                        .store(connection, List.of(row), Optional.empty())))
                .isInstanceOf(SQLTransientException.class)
                .hasMessageContaining("not registered yet");
        assertThat(a.rows("SELECT count(*) FROM signals")).containsExactly("0");
    }

    @Test
    void groupsWithTheSameKeysInOppositeOrderNeverWaitForEachOther() throws Exception {
        var keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
        var backwards = new ArrayList<>(keys);
        Collections.reverse(backwards);
        var insert = new IdempotentInsert(a.identity());
        var ids = new SignalIds();

        for (int round = 0; round < 15; round++) {
            var prefix = "r" + round;
            var stored = together(List.of(keys, backwards), order -> {
                var rows = order.stream()
                        .map(key -> new Row(
                                ids.next(),
                                SignalRequests.good(
                                        SignalRequests.parser(Map.of()), IntakeFixture.signal(prefix + key, "{}"))))
                        .toList();
                return a.connections().withConnection(connection -> {
                    connection.setAutoCommit(false);
                    var done = insert.store(connection, rows, Optional.empty());
                    connection.commit();
                    return done;
                });
            });
            assertThat(stored.stream().flatMap(List::stream).filter(Stored.Inserted.class::isInstance))
                    .hasSize(60);
        }
    }

    @Test
    void whereAnyoneStoresTwoInstancesWithTheSameKeysStoreEachOnce() throws Exception {
        var leader = IntakeFixture.of(a, STORE);
        var follower = IntakeFixture.of(b, STORE);
        var answers = new ArrayList<CompletableFuture<IntakeResult>>();
        for (int i = 0; i < 200; i++) {
            answers.add(leader.send("k" + i, "{}"));
            answers.add(follower.send("k" + i, "{}"));
        }
        var result = answers.stream().map(CompletableFuture::join).toList();

        assertThat(kinds(result)).isEqualTo(Map.of("Accepted", 200L, "Duplicate", 200L));
        assertThat(a.rows("SELECT count(*), count(DISTINCT key) FROM signals")).containsExactly("200 200");
        assertThat(a.rows("SELECT DISTINCT received_by, coalesce(received_term, -1) FROM signals"))
                .isSubsetOf("a " + term.number(), "b -1");
        assertThat(result)
                .allMatch(it -> !(it instanceof Accepted(var id, var under))
                        || (under.isPresent() ? under.get().equals(term) : id.version() == 7));
    }

    @Test
    void whatIsRefusedBeforeTheQueueIsCountedByItsReason() throws Exception {
        var open = IntakeFixture.of(a, Map.of());
        var closed = IntakeFixture.of(a, Map.of("authentication", "bearer", "bearer-tokens", "correct-horse-battery"));

        assertThat(open.taken("k", "{")).isInstanceOf(InvalidRequest.Malformed.class);
        assertThat(closed.taken("k", "{}")).isInstanceOf(InvalidRequest.Unauthenticated.class);

        assertThat(open.counted("malformed")).isEqualTo(1);
        assertThat(closed.counted("unauthenticated")).isEqualTo(1);
        assertThat(a.rows("SELECT id FROM signals")).isEmpty();
    }

    @Test
    void whoDoesNotLeadRejectsWithoutAskingTheDatabase() throws Exception {
        server.pause();
        try {
            assertThat(IntakeFixture.of(b, Map.of()).taken("k", "{}")).isEqualTo(new Rejected(RejectReason.NOT_LEADER));
        } finally {
            server.resume();
        }
    }

    @Test
    void whoLostTheLeadershipWithoutKnowingStoresNothing() throws Exception {
        b.win();

        assertThat(IntakeFixture.of(a, Map.of()).taken("k", "{}"))
                .isEqualTo(new Rejected(RejectReason.LOST_LEADERSHIP));
        assertThat(a.rows("SELECT * FROM signals")).isEmpty();
        assertThat(IntakeFixture.of(a, STORE).taken("k", "{}"))
                .as("where anyone stores, it does so as one that does not lead")
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.term()).isEmpty());
    }

    @Test
    void oneThatNoDatabaseTakesDoesNotHarmTheOthersOfItsGroup() throws Exception {
        a.execute("ALTER TABLE signals ADD CONSTRAINT test_bad CHECK (key <> 'bad')");
        try (var hold = PostgresServer.connect(url)) {
            hold.setAutoCommit(false);
            hold.createStatement().execute("LOCK TABLE signals IN EXCLUSIVE MODE");
            var post = IntakeFixture.of(a, Map.of("writers", "1"));
            var first = post.send("first", "{}");
            await().until(() ->
                    a.rows("SELECT 1 FROM pg_locks WHERE NOT granted").size() == 1);
            var good = IntStream.range(0, 10)
                    .mapToObj(i -> post.send("g" + i, "{}"))
                    .toList();
            var bad = post.send("bad", "{}");
            hold.rollback();

            assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
            assertThat(bad.get(10, TimeUnit.SECONDS)).isInstanceOf(InvalidRequest.Malformed.class);
            assertThat(good)
                    .allSatisfy(it -> assertThat(it.get(10, TimeUnit.SECONDS)).isInstanceOf(Accepted.class));
            assertThat(post.meters.get("incumbent.signals.group").summary().max())
                    .isEqualTo(11);
        } finally {
            a.execute("ALTER TABLE signals DROP CONSTRAINT test_bad");
        }
    }

    @Test
    void signalsOfOneOrderingKeyAreHeldBehindTheFirstInOrderOfArrival() throws Exception {
        var settings = Map.of("ordering-pointer", "/order", "writers", "1");
        var post = IntakeFixture.of(a, settings);
        post.taken("1", "{\"order\": \"x\"}");
        a.connections().withConnection(connection -> {
            var parser = SignalRequests.parser(settings);
            var ids = new SignalIds();
            var rows = List.of("4 x", "2 y", "3 y").stream()
                    .map(it -> new Row(
                            ids.next(),
                            SignalRequests.good(
                                    parser,
                                    IntakeFixture.signal(
                                            it.substring(0, 1), "{\"order\": \"%s\"}".formatted(it.substring(2))))))
                    .toList();
            return new IdempotentInsert(a.identity()).store(connection, rows, Optional.empty());
        });
        post.taken("5", "{}");

        assertThat(a.rows(
                        "SELECT s.key, d.held FROM signals s JOIN deliveries d ON d.signal = s.id ORDER BY d.arrival"))
                .containsExactly("1 f", "4 t", "2 f", "3 t", "5 f");
    }

    private static String id(IntakeResult result) {
        return switch (result) {
            case Accepted accepted -> accepted.id().toString();
            case Duplicate duplicate -> duplicate.id().toString();
            case IntakeResult other -> throw new AssertionError("not stored: " + other);
        };
    }

    private static Map<String, Long> kinds(List<IntakeResult> answers) {
        return answers.stream().collect(groupingBy(it -> it.getClass().getSimpleName(), counting()));
    }

    private interface Act<I, O> {
        O on(I one) throws Exception;
    }

    private static <I, O> List<O> together(List<I> all, Act<I, O> act) throws Exception {
        var barrier = new CyclicBarrier(all.size());
        try (var threads = Executors.newCachedThreadPool()) {
            var futures = new ArrayList<Future<O>>();
            for (var one : all) {
                futures.add(threads.submit(() -> {
                    barrier.await(10, TimeUnit.SECONDS);
                    return act.on(one);
                }));
            }
            var results = new ArrayList<O>();
            for (var future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
