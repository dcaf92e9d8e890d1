package io.incumbent.dispatch;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.ALL;
import static io.incumbent.dispatch.queue.DispatchConfig.Workers.LEADER;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.incumbent.coordinator.LogCapture;
import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.Outcome.Failed;
import io.incumbent.dispatch.queue.Outcome.GivenBack;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.time.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class DispatcherTest {

    /** Nothing is found by looking, only by being woken. */
    private static final Map<String, String> NO_POLL = Map.of("incumbent.dispatch.poll-interval", "10m");

    private static PostgresServer server;

    private QueueDatabase queue;
    private final List<ClaimedSignal> begun = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void openQueue() {
        queue = new QueueDatabase(server);
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    @Test
    void itIsWokenByACallAndByTheTimeAtWhichSomethingIsDue() {
        var tries = new AtomicInteger();
        try (var crew = new TestDispatcher(
                queue.worker("a", ALL),
                NO_POLL,
                (_, permission) -> completedFuture(
                        permission.maySend() && tries.incrementAndGet() == 1
                                ? new Failed(Duration.ofMillis(300), "500")
                                : new Completed("200")))) {
            queue.fill(1);
            crew.signalsMayBeDue();

            await().untilAsserted(() -> assertThat(queue.states()).isEqualTo("COMPLETED=1"));
            assertThat(tries).hasValue(2);
        }
    }

    @Test
    void theNextOfAKeyFollowsAtOnce() {
        try (var crew = new TestDispatcher(queue.worker("a", ALL), NO_POLL, this::deliverAtOnce)) {
            queue.fill("k", "k", "k", "k", "k");
            crew.signalsMayBeDue();

            await().untilAsserted(() -> assertThat(queue.states()).isEqualTo("COMPLETED=5"));
        }
    }

    @Test
    void aStopWaitsForWhatIsUnderWay() {
        var crew = new TestDispatcher(
                queue.worker("a", ALL), Map.of("incumbent.dispatch.drain-timeout", "20s"), this::hold);
        queue.fill(3);
        crew.signalsMayBeDue();
        await().until(() -> begun.size() == 3);
        var stopped = CompletableFuture.runAsync(crew::stop);
        queue.fill(1);

        end.complete(new Completed("200"));

        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(queue.states()).as("and claims nothing more").isEqualTo("COMPLETED=3 QUEUED=1");
    }

    @Test
    void aStopGivesBackWhatWasNotBegunAndLeavesTheRestToItsDeadline() {
        var given = new CopyOnWriteArrayList<DeliveryHandler.SendPermission>();
        var crew = new TestDispatcher(
                queue.worker("a", ALL), Map.of("incumbent.dispatch.drain-timeout", "100ms"), (signal, permission) -> {
                    given.add(permission);
                    return given.size() <= 2 && !permission.maySend()
                            ? completedFuture(new GivenBack())
                            : hold(signal, () -> true);
                });
        queue.fill(5);
        crew.signalsMayBeDue();
        await().until(() -> given.size() == 5);

        crew.stop();

        assertThat(queue.states()).isEqualTo("PROCESSING=2 QUEUED=3");
        assertThat(queue.one("SELECT max(attempt) FROM deliveries WHERE status = 'QUEUED'"))
                .as("which does not count")
                .isEqualTo("0");
        assertThat(given).noneMatch(DeliveryHandler.SendPermission::maySend);
    }

    /** The hand-over waits for it. */
    @Test
    void anIdleDispatcherStopsAtOnce() {
        var waits = Map.of("incumbent.dispatch.poll-interval", "10m", "incumbent.dispatch.drain-timeout", "60s");
        var crew = new TestDispatcher(queue.worker("a", ALL), waits, this::deliverAtOnce);
        queue.fill(1);
        crew.signalsMayBeDue();
        await().until(() -> queue.states().equals("COMPLETED=1"));

        long begin = System.nanoTime();
        crew.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void whoHasLostTheLeadershipBeginsNothingAndMaySettleWhatIsUnderWay() {
        var worker = queue.worker("a", LEADER);
        worker.fenced().win();
        var asked = new CopyOnWriteArrayList<DeliveryHandler.SendPermission>();
        try (var _ =
                new TestDispatcher(worker, Map.of("incumbent.dispatch.poll-interval", "50ms"), (signal, permission) -> {
                    asked.add(permission);
                    return hold(signal, permission);
                })) {
            queue.fill(2);
            await().until(() -> begun.size() == 2);
            worker.fenced().distrust();
            queue.fill(1);
            assertThat(asked).noneMatch(DeliveryHandler.SendPermission::maySend);

            end.complete(new Completed("200"));

            await().untilAsserted(() -> assertThat(queue.states()).isEqualTo("COMPLETED=2 QUEUED=1"));
            var other = queue.worker("b", LEADER);
            other.fenced().win();
            try (var _ = new TestDispatcher(other, Map.of(), this::deliverAtOnce)) {
                await().untilAsserted(() -> assertThat(queue.states()).isEqualTo("COMPLETED=3"));
            }
        }
    }

    /** Maintenance works all the while, and must not end the outage of the claims. */
    @Test
    void whileClaimsFailTheLogDoesNotSayThatTheyWorkAgain() {
        var worker = queue.worker("a", ALL);
        var claims = new FailingClaims(worker.claims());
        queue.fill("k");
        queue.execute("UPDATE deliveries SET held = true");
        try (var log = new LogCapture("io.incumbent.dispatch");
                var crew = new TestDispatcher(worker.with(claims), NO_POLL, this::deliverAtOnce)) {
            claims.first.complete(crew::signalsMayBeDue);
            await("maintenance")
                    .until(() -> queue.one("SELECT held FROM deliveries").equals("f"));
            int failures = claims.failures.get();
            await("claims that fail after it").until(() -> claims.failures.get() > failures + 2);
            claims.failing = false;

            await().until(() -> log.lines().getLast().startsWith("INFO"));
            assertThat(log.lines())
                    .containsExactly(
                            "WARN claiming signals failed, trying again: java.sql.SQLException: away",
                            "INFO claiming signals works again failures=" + claims.failures);
        }
    }

    @Test
    void anotherInstanceIsHeardAndStillHeardAfterTheLineWasCut() {
        var heard = new AtomicInteger();
        var listener = new QueueListener(
                () -> PostgresServer.connect(queue.url),
                "orders",
                () -> true,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), new Random()),
                heard::incrementAndGet);
        var notifier = new QueueNotifier(
                queue.connections(UnaryOperator.identity()),
                "orders",
                Thread.ofVirtual().factory());
        var stranger = new QueueNotifier(
                queue.connections(UnaryOperator.identity()),
                "others",
                Thread.ofVirtual().factory());
        listener.start();
        try {
            await().untilAtomic(heard, equalTo(1));
            stranger.notifyInstances();
            notifier.notifyInstances();
            await().untilAtomic(heard, equalTo(2));

            queue.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");

            await("woken once, since a notice may have been missed").untilAtomic(heard, equalTo(3));
            notifier.notifyInstances();
            await().untilAtomic(heard, equalTo(4));
        } finally {
            listener.close();
        }
        await("its connection is gone")
                .until(() -> queue.column("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                        .isEmpty());
    }

    private CompletionStage<Outcome> deliverAtOnce(ClaimedSignal signal, DeliveryHandler.SendPermission permission) {
        return completedFuture(permission.maySend() ? new Completed("200") : new GivenBack());
    }

    private CompletionStage<Outcome> hold(ClaimedSignal signal, DeliveryHandler.SendPermission permission) {
        if (!permission.maySend()) {
            return completedFuture(new GivenBack());
        }
        begun.add(signal);
        return end;
    }

    /** All claims fail but the first, during which another is asked for: so one fails before maintenance has its turn. */
    private static final class FailingClaims implements ClaimStore {

        private final ClaimStore claims;
        private final CompletableFuture<Runnable> first = new CompletableFuture<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile boolean failing = true;

        FailingClaims(ClaimStore claims) {
            this.claims = claims;
        }

        @Override
        public ClaimResult claim(String owner, int max, Duration lease) throws SQLException {
            if (asked.incrementAndGet() == 1) {
                first.join().run();
            } else if (failing) {
                failures.incrementAndGet();
                throw new SQLException("away");
            }
            return claims.claim(owner, max, lease);
        }

        @Override
        public Set<ClaimHandle> settle(Map<ClaimHandle, Outcome> outcomes) throws SQLException {
            return claims.settle(outcomes);
        }

        @Override
        public Set<ClaimHandle> extend(Collection<ClaimHandle> handles, Duration lease) throws SQLException {
            return claims.extend(handles, lease);
        }
    }
}
