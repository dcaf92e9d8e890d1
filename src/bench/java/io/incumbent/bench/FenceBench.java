package io.incumbent.bench;

import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * How many fenced writes per second, and how long renewals and claims take meanwhile: 32 writers run flat out, one
 * holder renews and one successor claims, for each {@link FenceVariant} on the same durable server.
 */
public final class FenceBench {

    private static final int WRITERS = 32;
    private static final Duration REST = Duration.ofMillis(40);

    private final String url;
    private final Duration time;

    private FenceBench(String url, Duration time) {
        this.url = url;
        this.time = time;
    }

    public static void main(String[] arguments) throws Exception {
        var time = Duration.ofSeconds(Long.getLong("seconds", 6));
        try (var server = PostgresServer.startDurable()) {
            var bench = new FenceBench(server.newDatabase(), time);
            bench.prepare();
            bench.measure(FenceVariant.all().getFirst(), Duration.ofSeconds(2)); // warm up
            print(bench.machine(), bench.measureAll());
        }
    }

    /** What came of one candidate; times in milliseconds. */
    private record Result(FenceVariant variant, double writesPerSecond, Histogram renewals, Histogram claims) {}

    private List<Result> measureAll() throws Exception {
        var results = new ArrayList<Result>();
        for (var variant : FenceVariant.all()) {
            results.add(measure(variant, time));
        }
        return results;
    }

    private void prepare() {
        PostgresServer.execute(
                url,
                "CREATE TABLE office (name text PRIMARY KEY, term bigint, renewed_at timestamptz) WITH (fillfactor = 50)",
                "CREATE TABLE renewal (name text PRIMARY KEY, renewed_at timestamptz) WITH (fillfactor = 50)",
                "CREATE TABLE fence ()",
                "CREATE TABLE work (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, done text)",
                "INSERT INTO office VALUES ('g', 1, clock_timestamp())",
                "INSERT INTO renewal VALUES ('g', clock_timestamp())");
    }

    private Result measure(FenceVariant variant, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var writers = new ArrayList<Future<Long>>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> write(variant.enter(), end)));
            }
            var renewals = threads.submit(timed(variant.renew(), end));
            var claims = threads.submit(timed(variant.claim(), end));
            long writes = 0;
            for (var writer : writers) {
                writes += writer.get();
            }
            return new Result(variant, writes / (time.toMillis() / 1000.0), renewals.get(), claims.get());
        }
    }

    private long write(String enter, long end) throws SQLException {
        try (var connection = PostgresServer.connect(url)) {
            connection.setAutoCommit(false);
            try (var entry = connection.prepareStatement(enter);
                    var insert = connection.prepareStatement("INSERT INTO work (done) VALUES ('yes')")) {
                long writes = 0;
                while (System.nanoTime() - end < 0) {
                    if (!enter.isEmpty()) {
                        entry.execute();
                    }
                    insert.execute();
                    connection.commit();
                    writes++;
                }
                return writes;
            }
        }
    }

    /** Asks the same over and over with a rest between, in autocommit. */
    private Callable<Histogram> timed(String sql, long end) {
        return () -> {
            var micros = new Histogram(3);
            try (var connection = PostgresServer.connect(url);
                    var statement = connection.prepareStatement(sql)) {
                while (System.nanoTime() - end < 0) {
                    long asked = System.nanoTime();
                    statement.execute();
                    micros.recordValue((System.nanoTime() - asked) / 1000);
                    Thread.sleep(REST);
                }
            }
            return micros;
        };
    }

    private String machine() throws SQLException {
        try (Connection connection = PostgresServer.connect(url)) {
            return "%d cores, PostgreSQL %s, JDK %s, %s, %d writers, %d s each, fsync and synchronous_commit on"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            connection.getMetaData().getDatabaseProductVersion(),
                            Runtime.version().feature(),
                            LocalDate.now(java.time.ZoneOffset.UTC),
                            WRITERS,
                            time.toSeconds());
        }
    }

    private static void print(String machine, List<Result> results) {
        System.out.println(machine);
        System.out.printf(
                "%-40s %9s %6s | %8s %8s %8s | %8s %8s%n",
                "fence", "writes/s", "ratio", "renew50", "renew99", "max ms", "claim50", "max ms");
        double unfenced = results.getFirst().writesPerSecond();
        for (var r : results) {
            System.out.printf(
                    "%-40s %9.0f %5.0f%% | %8.1f %8.1f %8.1f | %8.1f %8.1f%n",
                    r.variant().name(),
                    r.writesPerSecond(),
                    100 * r.writesPerSecond() / unfenced,
                    millis(r.renewals(), 50),
                    millis(r.renewals(), 99),
                    millis(r.renewals(), 100),
                    millis(r.claims(), 50),
                    millis(r.claims(), 100));
        }
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
