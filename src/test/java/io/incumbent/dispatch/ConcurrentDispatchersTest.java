package io.incumbent.dispatch;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.ALL;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ElectionTestBed;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.LostCommitAnswers;
import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several dispatchers on one queue, each with a pool of its own and four claims side by side. */
@Timeout(120)
@NeedsServers
class ConcurrentDispatchersTest {

    private static final Map<String, String> QUICK = Map.of(
            "incumbent.dispatch.claim-lease", "2s",
            "incumbent.dispatch.poll-interval", "200ms",
            "incumbent.dispatch.drain-timeout", "0s",
            "incumbent.dispatch.max-in-flight", "400");

    private static PostgresServer server;

    private final Map<UUID, AtomicInteger> delivered = new ConcurrentHashMap<>();

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(Map.of("max_connections", "200"));
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Test
    void ofTwentyThousandNoneIsClaimedTwiceAndAllAreCompleted() {
        try (var queue = new QueueDatabase(server);
                var one = new TestDispatcher(queue.worker("one", ALL), Map.of(), this::deliver);
                var two = new TestDispatcher(queue.worker("two", ALL), Map.of(), this::deliver)) {
            queue.fill(20_000);
            one.signalsMayBeDue();
            two.signalsMayBeDue();

            awaitAll(queue, 20_000);
            assertEachDeliveredOnce(20_000);
            assertThat(queue.column("SELECT claimed_by FROM deliveries GROUP BY 1 ORDER BY 1"))
                    .as("both took part")
                    .containsExactly("one", "two");
            assertThat(queue.column("SELECT DISTINCT attempt FROM deliveries")).containsExactly("1");
        }
    }

    @Test
    void underElectedLeadersTooWhileTheLeadershipChangesHands() {
        var group = Map.of("incumbent.election.group", LedgerFixture.GROUP);
        try (var bed = new ElectionTestBed(TestConfig.merged(TestConfig.QUICK, group));
                var queue = new QueueDatabase(bed.url())) {
            var coordinators = bed.start(2);
            bed.awaitLeader();
            var first = queue.worker("one", coordinators.get(0).leadership());
            var second = queue.worker("two", coordinators.get(1).leadership());
            try (var one = new TestDispatcher(first, QUICK, this::deliver);
                    var two = new TestDispatcher(second, QUICK, this::deliver)) {
                queue.fill(20_000);
                one.signalsMayBeDue();
                two.signalsMayBeDue();
                await().atMost(Duration.ofSeconds(60)).until(() -> delivered.size() > 3_000);
                bed.awaitLeader().stepDown();

                awaitAll(queue, 20_000);
                assertEachDeliveredOnce(20_000);
                assertThat(queue.one("SELECT count(DISTINCT claimed_term) > 1 FROM deliveries"))
                        .as("under more than one term")
                        .isEqualTo("t");
            }
        }
    }

    @Test
    void whatADeadWorkerHeldComesBackAtItsDeadlineAndIsCountedAsLost() {
        try (var queue = new QueueDatabase(server)) {
            queue.fill(300);
            var held = ConcurrentHashMap.<UUID>newKeySet();
            var dead = new TestDispatcher(queue.worker("dead", ALL), QUICK, (signal, permission) -> {
                assertThat(permission.maySend()).isTrue();
                held.add(signal.handle().signal());
                return new CompletableFuture<>();
            });
            await().until(() -> held.size() == 300);
            dead.stop(); // without waiting: to the database a process that was killed

            var heir = queue.worker("heir", ALL);
            try (var _ = new TestDispatcher(heir, QUICK, this::deliver)) {
                awaitAll(queue, 300);
            }
            assertThat(heir.meters().counter("incumbent.dispatch.taken.over").count())
                    .isEqualTo(300);
            assertThat(queue.column("SELECT DISTINCT concat_ws(' ', attempt, past->0->>'outcome', past->0->>'by')"
                            + " FROM deliveries"))
                    .containsExactly("2 lost dead");
        }
    }

    @Test
    void aSlowWorkerExtendsItsClaimsAndIsNotOvertaken() {
        try (var queue = new QueueDatabase(server)) {
            queue.fill(50);
            var later = delayedExecutor(5, TimeUnit.SECONDS);
            try (var _ = new TestDispatcher(queue.worker("slow", ALL), QUICK, (signal, permission) -> {
                assertThat(permission.maySend()).isTrue();
                return deliver(signal, permission).toCompletableFuture().thenApplyAsync(o -> o, later);
            })) {
                await().until(() -> delivered.size() == 50);
                try (var _ = new TestDispatcher(queue.worker("quick", ALL), QUICK, this::deliver)) {
                    awaitAll(queue, 50);
                }
            }
            assertEachDeliveredOnce(50);
            assertThat(queue.column("SELECT DISTINCT claimed_by FROM deliveries"))
                    .containsExactly("slow");
        }
    }

    @Test
    void answersThatAreLostAfterTheCommitDoubleNothing() {
        try (var queue = new QueueDatabase(server)) {
            var random = new Random(20_261_121);
            var answers = new LostCommitAnswers(() -> {
                synchronized (random) {
                    return random.nextInt(6) == 0;
                }
            });
            var faulty = queue.worker("faulty", ALL, answers::around);
            queue.fill(3_000);
            try (var _ = new TestDispatcher(faulty, QUICK, this::deliver);
                    var _ = new TestDispatcher(queue.worker("sound", ALL), QUICK, this::deliver)) {
                awaitAll(queue, 3_000);
            }
            assertThat(answers.lost()).as("answers lost").isPositive();
            assertEachDeliveredOnce(3_000);
        }
    }

    private CompletionStage<Outcome> deliver(ClaimedSignal signal, DeliveryHandler.SendPermission permission) {
        if (!permission.maySend()) {
            return completedFuture(new GivenBack());
        }
        delivered
                .computeIfAbsent(signal.handle().signal(), _ -> new AtomicInteger())
                .incrementAndGet();
        return completedFuture(new Completed("done"));
    }

    private static void awaitAll(QueueDatabase queue, int count) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(queue.states()).isEqualTo("COMPLETED=" + count));
    }

    private void assertEachDeliveredOnce(int count) {
        assertThat(delivered).hasSize(count);
        assertThat(delivered.values().stream().filter(times -> times.get() != 1))
                .isEmpty();
    }
}
