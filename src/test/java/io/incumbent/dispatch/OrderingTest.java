package io.incumbent.dispatch;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore.ClaimResult;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.Outcome.Dead;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.dispatch.queue.QueueDatabase.Worker;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One after the other within an ordering key, whatever else happens. */
@Timeout(60)
@NeedsServers
class OrderingTest {

    private static final String INSERT = """
            INSERT INTO deliveries (signal, group_name, source, ordering_key, held)
            SELECT '%1$s', '%2$s', 'shop', 'k', EXISTS (SELECT FROM deliveries WHERE status <> 'COMPLETED')
            """;

    private static PostgresServer server;
    private static QueueDatabase queue;
    private static Worker worker;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        queue = new QueueDatabase(server);
        worker = queue.worker("a", ALL);
    }

    @AfterAll
    static void closeServer() {
        queue.close();
        server.close();
    }

    @BeforeEach
    void empty() {
        queue.execute("TRUNCATE signals, deliveries");
    }

    @Test
    void onlyTheFirstOfAKeyIsClaimedAndTheNextWhenItIsDone() throws SQLException {
        var ids = queue.fill("k", "k", "other", "k");

        var claimed = claim();
        assertThat(signals(claimed)).containsExactly(ids.get(0), ids.get(2));
        assertThat(claim()).isEmpty();
        settle(claimed.getFirst(), new Completed("200"));
        assertThat(signals(claim())).containsExactly(ids.get(1));
    }

    @Test
    void oneThatWaitsToBeTriedAgainHoldsItsKeyAndNoOther() throws SQLException {
        var ids = queue.fill("k", "k", "other", "other");
        settle(claim().getFirst(), new Failed(Duration.ofMinutes(1), "500"));
        assertThat(claim()).as("both keys wait").isEmpty();
        assertThat(worker.maintenance().run(Duration.ZERO).released()).isZero();

        settleHeadOf("other", new Completed("200"));

        assertThat(signals(claim())).containsExactly(ids.get(3));
        queue.age("2 m");
        assertThat(signals(claim())).contains(ids.getFirst()).doesNotContain(ids.get(1));
    }

    @Test
    void oneThatIsGivenUpMakesWayForTheNext() throws SQLException {
        var ids = queue.fill("k", "k");
        settle(claim().getFirst(), new Dead("410"));

        assertThat(signals(claim())).containsExactly(ids.get(1));
    }

    /** Neither the settlement sees the new one, nor the new one the settlement. */
    @Test
    void oneThatIsHeldForNobodyIsFoundAndReleased() throws SQLException {
        queue.fill("k");
        var first = claim().getFirst();
        var late = signal();
        try (var intake = begin()) {
            intake.createStatement().execute(INSERT.formatted(late, LedgerFixture.GROUP));
            settle(first, new Completed("200"));
            intake.commit();
        }
        assertThat(queue.row(late, "held")).isEqualTo("t");
        assertThat(claim()).isEmpty();

        assertThat(worker.maintenance().run(Duration.ZERO).released()).isEqualTo(1);

        assertThat(signals(claim())).containsExactly(late);
    }

    /** It came first by number and last by commit, which is no order that a sender could have seen. */
    @Test
    void oneThatIsCommittedLateWaitsForTheOneInFlight() throws SQLException {
        var late = signal();
        ClaimedSignal early;
        try (var intake = begin()) {
            intake.createStatement().execute(INSERT.formatted(late, LedgerFixture.GROUP));
            queue.fill("k");
            early = claim().getFirst();
            intake.commit();
        }
        assertThat(claim()).as("never two in flight").isEmpty();
        settle(early, new Completed("200"));
        assertThat(signals(claim())).containsExactly(late);
    }

    @Test
    void oneThatIsBroughtBackWaitsForTheOneInFlightAlsoWhenThatIsTakenOver() throws SQLException {
        var ids = queue.fill("k", "k", "k");
        settle(claim().getFirst(), new Dead("410"));
        assertThat(signals(claim())).containsExactly(ids.get(1));
        queue.reviveAll();
        assertThat(claim()).isEmpty();
        queue.age("1 h");

        var takenOver = claim();

        assertThat(takenOver).hasSize(1);
        assertThat(takenOver.getFirst().handle()).isEqualTo(new ClaimHandle(ids.get(1), "a", 2));
        settle(takenOver.getFirst(), new Completed("200"));
        assertThat(signals(claim())).as("then it is its turn again").containsExactly(ids.getFirst());
    }

    @Test
    void theReleaseLooksAtTheFirstOfEachKeyOnly() throws SQLException {
        queue.fill("a", "a", "b", "b", "c");
        queue.execute("UPDATE deliveries SET held = true");

        assertThat(worker.maintenance().run(Duration.ZERO).released()).isEqualTo(3);
        assertThat(claim()).extracting(c -> c.orderingKey().orElseThrow()).containsExactly("a", "b", "c");
    }

    private static List<ClaimedSignal> claim() throws SQLException {
        return worker.claims().claim("a", 10, Duration.ofSeconds(15)) instanceof ClaimResult.Claimed(var claimed)
                ? claimed
                : List.of();
    }

    private static void settle(ClaimedSignal claimed, Outcome outcome) throws SQLException {
        assertThat(worker.claims().settle(Map.of(claimed.handle(), outcome))).hasSize(1);
    }

    private static void settleHeadOf(String key, Outcome outcome) throws SQLException {
        var head = UUID.fromString(queue.one(
                "SELECT signal FROM deliveries WHERE status = 'PROCESSING' AND ordering_key = '" + key + "'"));
        assertThat(worker.claims().settle(Map.of(new ClaimHandle(head, "a", 1), outcome)))
                .hasSize(1);
    }

    private static List<UUID> signals(List<ClaimedSignal> claimed) {
        return claimed.stream().map(c -> c.handle().signal()).toList();
    }

    /** A stored body without a delivery. */
    private static UUID signal() {
        var id = queue.fill("k").getFirst();
        queue.execute("DELETE FROM deliveries WHERE signal = '" + id + "'");
        return id;
    }

    private static Connection begin() throws SQLException {
        var connection = PostgresServer.connect(queue.url);
        connection.setAutoCommit(false);
        return connection;
    }
}
