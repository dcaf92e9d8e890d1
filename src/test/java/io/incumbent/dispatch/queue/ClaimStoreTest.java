package io.incumbent.dispatch.queue;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.ALL;
import static io.incumbent.dispatch.queue.DispatchConfig.Workers.LEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.dispatch.queue.ClaimStore.ClaimResult;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.Outcome.Dead;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.dispatch.queue.QueueDatabase.Worker;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class ClaimStoreTest {

    private static final Duration LEASE = Duration.ofSeconds(15);

    private static PostgresServer server;
    private static QueueDatabase queue;
    private static Worker a;
    private static Worker b;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        queue = new QueueDatabase(server);
        a = queue.worker("a", ALL);
        b = queue.worker("b", ALL);
    }

    @AfterAll
    static void closeServer() {
        queue.close();
        server.close();
    }

    @BeforeEach
    @AfterEach
    void empty() {
        queue.execute("TRUNCATE signals, deliveries");
    }

    @Test
    void theOldestDueAreClaimedFirstWithEverythingThatADeliveryNeeds() throws SQLException {
        var ids = queue.fill(5);

        var claimed = claim(a, 3);

        assertThat(claimed).extracting(c -> c.handle().signal()).containsExactlyElementsOf(ids.subList(0, 3));
        var first = claimed.getFirst();
        assertThat(first.handle()).isEqualTo(new ClaimHandle(ids.getFirst(), "a", 1));
        assertThat(first.source()).isEqualTo("shop");
        assertThat(first.key()).isEqualTo(ids.getFirst().toString());
        assertThat(first.contentType()).contains("application/json");
        assertThat(new String(first.body().bytes(), UTF_8)).isEqualTo("{\"n\":1}");
        assertThat(first.age()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        assertThat(first.orderingKey()).isEmpty();
        assertThat(first.term()).isEmpty();
        assertThat(queue.row(ids.getFirst(), "status, attempt, claimed_by, due_at > clock_timestamp()"))
                .isEqualTo("PROCESSING 1 a t");
        assertThat(a.meters().counter("incumbent.dispatch.claimed").count()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void withoutClaimsThereIsNothingToSettleOrToExtend() throws SQLException {
        assertThat(a.claims().settle(Map.of())).isEmpty();
        assertThat(a.claims().extend(List.of(), LEASE)).isEmpty();
    }

    @Test
    void allKindsOfOutcomesAreSettledTogether() throws SQLException {
        queue.fill(4);
        var claimed = claim(a, 4);

        var ours = a.claims()
                .settle(Map.of(
                        claimed.get(0).handle(), new Completed("200"),
                        claimed.get(1).handle(), new Failed(Duration.ofMinutes(1), "500"),
                        claimed.get(2).handle(), new Dead("410"),
                        claimed.get(3).handle(), new GivenBack()));

        assertThat(ours).hasSize(4);
        assertThat(row(claimed.get(0), "status, attempt, claimed_by, finished_at IS NOT NULL, detail"))
                .isEqualTo("COMPLETED 1 a t 200");
        assertThat(row(claimed.get(1), "status, due_at - clock_timestamp() > interval '50 s', finished_at IS NULL"))
                .isEqualTo("FAILED t t");
        assertThat(
                        row(
                                claimed.get(1),
                                "jsonb_array_length(past), past->0->>'attempt', past->0->>'by',"
                                        + " past->0->>'outcome', past->0->>'detail', (past->0->>'to')::timestamptz >= claimed_at"))
                .isEqualTo("1 1 a failed 500 t");
        assertThat(row(claimed.get(2), "status, finished_at IS NOT NULL, detail"))
                .isEqualTo("DEAD t 410");
        assertThat(row(claimed.get(3), "status, attempt, past, due_at <= clock_timestamp()"))
                .as("giving back does not count")
                .isEqualTo("QUEUED 0 [] t");
    }

    @Test
    void whatWasGivenBackIsClaimedAgainAsTheSameAttempt() throws SQLException {
        queue.fill(1);
        settle(a, claim(a, 1).getFirst(), new Failed(Duration.ZERO, "500"));
        settle(a, claim(a, 1).getFirst(), new GivenBack());

        var again = claim(b, 1).getFirst();

        assertThat(again.handle().attempt()).isEqualTo(2);
        assertThat(row(again, "jsonb_array_length(past)")).isEqualTo("1");
    }

    @Test
    void theSameOutcomeMayBeReportedAgainAndAnotherMayNot() throws SQLException {
        queue.fill(3);
        var claimed = claim(a, 3);
        var outcomes = Map.<ClaimHandle, Outcome>of(
                claimed.get(0).handle(), new Completed("200"),
                claimed.get(1).handle(), new Failed(Duration.ZERO, "500"),
                claimed.get(2).handle(), new Dead("410"));
        a.claims().settle(outcomes);

        assertThat(a.claims().settle(outcomes)).isEqualTo(outcomes.keySet());
        assertThat(claim(b, 3)).as("the one that failed").hasSize(1);
        assertThat(a.claims().settle(outcomes)).as("also when it has gone on").isEqualTo(outcomes.keySet());
        assertThat(row(claimed.get(1), "status, attempt, jsonb_array_length(past)"))
                .isEqualTo("PROCESSING 2 1");
        assertThat(settle(a, claimed.get(0), new Dead("410"))).isEmpty();
        assertThat(row(claimed.get(0), "status, detail")).isEqualTo("COMPLETED 200");
    }

    @Test
    void aClaimThatRanOutIsTakenOverAndCountedAndNotHeardOfAgain() throws SQLException {
        queue.fill(1);
        var lost = claim(a, 1).getFirst();
        assertThat(claim(b, 1)).as("before its deadline").isEmpty();
        queue.age("16 s");

        var taken = claim(b, 1).getFirst();

        assertThat(taken.handle().attempt()).isEqualTo(2);
        assertThat(row(taken, "past->0->>'outcome', past->0->>'by', past->0->>'attempt', attempt, claimed_by"))
                .isEqualTo("lost a 1 2 b");
        assertThat(b.meters().counter("incumbent.dispatch.taken.over").count()).isEqualTo(1);
        assertThat(settle(a, lost, new Completed("200"))).isEmpty();
        assertThat(settle(a, lost, new GivenBack())).isEmpty();
        assertThat(a.claims().extend(List.of(lost.handle()), LEASE)).isEmpty();
        assertThat(row(taken, "status, claimed_by")).isEqualTo("PROCESSING b");
        assertThat(settle(b, taken, new Completed("200"))).containsExactly(taken.handle());
    }

    @Test
    void whoSettlesLateIsHeardAsLongAsNobodyElseHasTakenOver() throws SQLException {
        queue.fill(1);
        var late = claim(a, 1).getFirst();
        queue.age("1 h");

        assertThat(settle(a, late, new Completed("200"))).containsExactly(late.handle());
    }

    @Test
    void anExtendedClaimIsNotOvertaken() throws SQLException {
        queue.fill(2);
        var slow = claim(a, 1).getFirst();
        queue.age("14 s");

        assertThat(a.claims().extend(List.of(slow.handle(), new ClaimHandle(UUID.randomUUID(), "a", 1)), LEASE))
                .containsExactly(slow.handle());
        queue.age("14 s");

        assertThat(claim(b, 2)).doesNotContain(slow).hasSize(1);
        assertThat(settle(a, slow, new Completed("200"))).containsExactly(slow.handle());
    }

    @Test
    void anExtensionNeverShortensAClaim() throws SQLException {
        queue.fill(1);
        var claimed = claim(a, 1).getFirst();

        a.claims().extend(List.of(claimed.handle()), Duration.ofMillis(1));

        assertThat(row(claimed, "due_at - clock_timestamp() > interval '10 s'")).isEqualTo("t");
    }

    @Test
    void onlyTheNewestFiftyOfThePastAreKept() throws SQLException {
        queue.fill(1);
        for (int i = 0; i < 60; i++) {
            var claimed = claim(a, 1).getFirst();
            if (i % 2 == 0) {
                settle(a, claimed, new Failed(Duration.ZERO, "no " + i));
            } else {
                queue.age("1 h");
            }
        }

        assertThat(
                        queue.one(
                                "SELECT concat_ws(' ', jsonb_array_length(past), past->0->>'attempt', attempt) FROM deliveries"))
                .as("the last one is the present attempt")
                .isEqualTo("50 10 60");
    }

    @Test
    void aGroupSeesNothingOfAnother() throws SQLException {
        queue.fill(1);
        queue.execute("UPDATE deliveries SET group_name = 'another'");
        var foreign = new ClaimHandle(UUID.fromString(queue.one("SELECT signal FROM deliveries")), "a", 1);

        assertThat(claim(a, 1)).isEmpty();
        assertThat(a.maintenance().run(Duration.ofHours(1)).nextDue()).isEmpty();
        queue.execute("UPDATE deliveries SET status = 'PROCESSING', attempt = 1, claimed_by = 'a'");
        assertThat(a.claims().settle(Map.of(foreign, new Completed("200")))).isEmpty();
        assertThat(a.claims().extend(Set.of(foreign), LEASE)).isEmpty();
    }

    @Test
    void aFenceThatIsLostBetweenClaimAndCommitClaimsNothing() throws SQLException {
        queue.fill(3);
        var first = queue.worker("first", LEADER);
        var second = queue.worker("second", LEADER);
        assertThat(first.claims().claim("first", 1, LEASE)).isInstanceOf(ClaimResult.NotLeader.class);
        first.fenced().win();
        assertThat(claim(first, 1).getFirst().term()).isEqualTo(first.fenced().term());
        second.fenced().win();

        assertThat(first.claims().claim("first", 1, LEASE))
                .as("it still trusts itself")
                .isInstanceOf(ClaimResult.NotLeader.class);
        assertThat(queue.states()).isEqualTo("PROCESSING=1 QUEUED=2");
        assertThat(claim(second, 3)).hasSize(2).allMatch(c -> c.term()
                .equals(second.fenced().term()));
    }

    @Test
    void whenSomethingIsDueIsKnownWithoutClaimingIt() throws SQLException {
        assertThat(a.maintenance().run(Duration.ZERO).nextDue()).isEmpty();
        queue.fill(1);
        assertThat(a.maintenance().run(Duration.ofMinutes(1)).nextDue()).contains(Duration.ZERO);
        assertThat(a.maintenance().run(Duration.ZERO).nextDue())
                .as("what was due before the last claim was seen by it")
                .isEmpty();
        settle(a, claim(a, 1).getFirst(), new Failed(Duration.ofSeconds(30), "500"));
        assertThat(a.maintenance().run(Duration.ZERO).nextDue())
                .hasValueSatisfying(due -> assertThat(due).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
    }

    private static List<ClaimedSignal> claim(Worker worker, int max) throws SQLException {
        return worker.claims().claim(worker.name(), max, LEASE) instanceof ClaimResult.Claimed(var signals)
                ? signals
                : List.of();
    }

    private static Set<ClaimHandle> settle(Worker worker, ClaimedSignal claimed, Outcome outcome) throws SQLException {
        var one = new HashMap<ClaimHandle, Outcome>();
        one.put(claimed.handle(), outcome);
        return worker.claims().settle(one);
    }

    private static String row(ClaimedSignal claimed, String columns) {
        return queue.row(claimed.handle().signal(), columns);
    }
}
