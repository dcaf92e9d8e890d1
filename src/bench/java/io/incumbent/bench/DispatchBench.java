package io.incumbent.bench;

import static io.incumbent.dispatch.queue.DispatchConfig.Workers.LEADER;

import io.incumbent.dispatch.TestDispatcher;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.QueueDatabase;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many signals per second go through the dispatcher if delivering costs nothing, side by side with a loop that claims
 * and completes by plain JDBC: on a lean table of its own, and on the product's tables. The dispatcher is the product's,
 * with the real fence; the server is durable; each has a full queue of its own.
 */
final class DispatchBench {

    private static final int CONNECTIONS = 4;
    private static final int BATCH = 100;

    private final PostgresServer server;
    private final int rows;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    private DispatchBench(PostgresServer server, int rows) {
        this.server = server;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING); // as in the product; otherwise the driver's traces are made
        int rows = Integer.getInteger("rows", 100_000);
        int rounds = Integer.getInteger("rounds", 3);
        try (var server = PostgresServer.startDurable()) {
            new DispatchBench(server, 10_000).round(); // warm up
            var bench = new DispatchBench(server, rows);
            for (int i = 0; i < rounds; i++) {
                bench.round();
            }
            bench.print(rounds);
        }
    }

    private void round() throws Exception {
        record("raw SQL loop, lean table", rawLoop(PlainSqlWorker.LEAN));
        record("raw SQL loop, our tables", rawLoop(PlainSqlWorker.OURS));
        record("dispatcher, no-op handler, fenced", dispatcher());
    }

    private void record(String name, double rate) {
        rates.computeIfAbsent(name, _ -> new ArrayList<>()).add(rate);
    }

    private double rawLoop(PlainSqlWorker loop) throws Exception {
        try (var queue = new QueueDatabase(server);
                var threads =
                        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            loop.fill(queue, rows);
            queue.execute("CHECKPOINT");
            long begin = System.nanoTime();
            var workers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                workers.add(threads.submit(() -> loop.drain(queue.url, BATCH)));
            }
            int done = 0;
            for (var worker : workers) {
                done += worker.get();
            }
            return rate(done, begin);
        }
    }

    private double dispatcher() throws Exception {
        try (var queue = new QueueDatabase(server)) {
            queue.fill(rows);
            queue.execute("CHECKPOINT");
            var worker = queue.worker("leader", LEADER);
            worker.fenced().win();
            var left = new CountDownLatch(rows);
            long begin = System.nanoTime();
            try (var _ =
                    new TestDispatcher(worker, Map.of("incumbent.dispatch.max-in-flight", "1000"), (_, permission) -> {
                        left.countDown();
                        return CompletableFuture.completedFuture(
                                permission.maySend() ? new Outcome.Completed("done") : new Outcome.GivenBack());
                    })) {
                if (!left.await(5, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(queue.states());
                }
                while (worker.meters()
                                .counter("incumbent.dispatch.settled", "outcome", "completed")
                                .count()
                        < rows) {
                    Thread.sleep(1);
                }
            }
            return rate(rows, begin);
        }
    }

    private static double rate(int done, long begin) {
        return done / ((System.nanoTime() - begin) / 1e9);
    }

    private void print(int rounds) throws SQLException {
        try (Connection connection = PostgresServer.connect(server.url())) {
            System.out.printf(
                    "%d cores, PostgreSQL %s, JDK %s, %s, %,d rows, batches of %d, %d connections, median of %d,"
                            + " fsync and synchronous_commit on%n",
                    Runtime.getRuntime().availableProcessors(),
                    connection.getMetaData().getDatabaseProductVersion(),
                    Runtime.version().feature(),
                    LocalDate.now(ZoneOffset.UTC),
                    rows,
                    BATCH,
                    CONNECTIONS,
                    rounds);
        }
        double base = median(rates.values().iterator().next());
        rates.forEach((name, all) -> System.out.printf(
                "%-36s %8.0f/s %5.0f %%   %s%n",
                name,
                median(all),
                100 * median(all) / base,
                all.stream().map("%.0f"::formatted).toList()));
    }

    private static double median(List<Double> all) {
        var sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
