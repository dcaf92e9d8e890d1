package io.incumbent.dispatch;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.ALL;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.database.connection.LostCommitAnswers;
import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.Outcome.Dead;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many keys, several writers, two dispatchers, and all the while lost answers, killed sessions and second chances. */
@Timeout(120)
@NeedsServers
class OrderingUnderFaultsTest {

    private static final int WRITERS = 4;
    private static final int KEYS_EACH = 5;
    private static final int ROUNDS = 6;
    private static final long SEED = Long.getLong("incumbent.order.seed", 4_711);

    private static final Map<String, String> QUICK = Map.of(
            "incumbent.dispatch.claim-lease", "1s",
            "incumbent.dispatch.poll-interval", "200ms");

    /** One that claims, settles or extends just now. */
    private static final String KILL_ONE = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = '%s' AND query LIKE '%%due_at%%' LIMIT 1
            """.formatted(io.incumbent.dispatch.queue.QueueDatabase.POOLED);

    private static final Executor LATER = Executors.newVirtualThreadPerTaskExecutor();

    private final Random random = new Random(SEED);
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Map<String, Queue<UUID>> begun = new ConcurrentHashMap<>();
    private final Map<UUID, AtomicInteger> completed = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Test
    void neverTwoOfAKeyInFlightAndInOrderOfArrival() throws Exception {
        try (var server = PostgresServer.start(Map.of("max_connections", "200"));
                var queue = new QueueDatabase(server)) {
            var arrived = new ConcurrentHashMap<String, List<UUID>>();
            var first = new AtomicBoolean(true); // at least one is lost, whichever worker is quicker
            var answers = new LostCommitAnswers(() -> first.getAndSet(false) || chance(12));
            try (var _ = new TestDispatcher(queue.worker("one", ALL, answers::around), QUICK, this::deliver);
                    var _ = new TestDispatcher(queue.worker("two", ALL, answers::around), QUICK, this::deliver);
                    var writers = Executors.newThreadPerTaskExecutor(
                            Thread.ofPlatform().factory())) {
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    writers.execute(() -> write(queue, writer, arrived));
                }
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertAllDone(queue));
            }
            assertThat(faults).as("seed " + SEED).isEmpty();
            assertThat(answers.lost()).isPositive();
            arrived.forEach((key, ids) -> assertThat(begun.getOrDefault(key, new ConcurrentLinkedQueue<>()))
                    .as("key %s, seed %d", key, SEED)
                    .containsExactlyElementsOf(ids));
        }
    }

    /** Each writer has keys of its own, so that there is an order to be kept. */
    private void write(io.incumbent.dispatch.queue.QueueDatabase queue, int writer, Map<String, List<UUID>> arrived) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int k = 0; k < KEYS_EACH; k++) {
                var key = "w" + writer + "k" + k;
                arrived.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(queue.fill(key));
            }
            if (chance(3)) {
                queue.execute(KILL_ONE);
            }
        }
    }

    private void assertAllDone(io.incumbent.dispatch.queue.QueueDatabase queue) {
        queue.reviveAll();
        assertThat(queue.states()).isEqualTo("COMPLETED=" + WRITERS * KEYS_EACH * ROUNDS);
    }

    private CompletionStage<Outcome> deliver(ClaimedSignal signal, DeliveryHandler.SendPermission permission) {
        var key = signal.orderingKey().orElseThrow();
        if (!permission.maySend()) {
            return completedFuture(new GivenBack());
        }
        var id = signal.handle().signal();
        var flying = inFlight.computeIfAbsent(key, _ -> new AtomicInteger());
        if (flying.incrementAndGet() != 1) {
            faults.add("two of " + key + " in flight, one of them " + id);
        }
        var sequence = begun.computeIfAbsent(key, _ -> new ConcurrentLinkedQueue<>());
        if (!sequence.contains(id)) {
            sequence.add(id);
        }
        return supplyAsync(
                () -> {
                    flying.decrementAndGet();
                    return outcome(id);
                },
                LATER);
    }

    private Outcome outcome(UUID id) {
        if (chance(8)) {
            return new Failed(Duration.ofMillis(20), "500");
        }
        if (chance(25)) {
            return new Dead("410");
        }
        if (completed.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet() > 1) {
            faults.add(id + " completed twice");
        }
        return new Completed("200");
    }

    private boolean chance(int oneIn) {
        synchronized (random) {
            return random.nextInt(oneIn) == 0;
        }
    }
}
