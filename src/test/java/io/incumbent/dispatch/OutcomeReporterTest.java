package io.incumbent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore.ClaimResult.Claimed;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.dispatch.queue.Outcome.Completed;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.logging.OutageLog;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.incumbent.time.Backoff;
import io.incumbent.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
@Timeout(60)
class OutcomeReporterTest {

    private static final Duration LEASE = Duration.ofSeconds(15);

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    /** Beyond the size of an index row; against a constraint. */
    @ParameterizedTest
    @CsvSource({
        "54000, CREATE INDEX test_bad ON deliveries (detail)",
        "23514, ALTER TABLE deliveries ADD CONSTRAINT test_bad CHECK (length(detail) < 1000)",
    })
    void anOutcomeThatTheDatabaseNeverTakesIsDroppedAndTheOthersOfItsGroupAreReported(String state, String limit)
            throws SQLException {
        try (var queue = new QueueDatabase(server)) {
            queue.execute(limit);
            queue.fill(3);
            var ended = reported(queue, List.of("200", incompressible(), "204"));

            await(state).until(() -> ended.size() == 3);
            assertThat(queue.states()).isEqualTo("COMPLETED=2 PROCESSING=1");
        }
    }

    /** Reports all of it in one group. */
    private static Set<ClaimHandle> reported(QueueDatabase queue, List<String> details) throws SQLException {
        var claims = queue.worker("a", DispatchConfig.Workers.ALL).claims();
        var claimed = (Claimed) claims.claim("a", details.size(), LEASE);
        var ended = ConcurrentHashMap.<ClaimHandle>newKeySet();
        var all = new CountDownLatch(1);
        var reporter = new OutcomeReporter(
                claims,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(10), new Random(1)),
                new OutageLog(
                        Logger.getLogger(OutcomeReporterTest.class), String::valueOf, "outcomes are reported again"),
                work -> Thread.ofVirtual().unstarted(() -> {
                    awaitUninterrupted(all);
                    work.run();
                }),
                (task, _) -> ended.add(task.handle()),
                () -> {});
        for (int i = 0; i < details.size(); i++) {
            var task = new DeliveryTask(
                    claimed.signals().get(i), Deadline.in(LEASE, System.nanoTime()), System::nanoTime, () -> true);
            reporter.add(task, new Completed(details.get(i)));
        }
        all.countDown();
        return ended;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String incompressible() {
        return new Random(1)
                .ints(9000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
