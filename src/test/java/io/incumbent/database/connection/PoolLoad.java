package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.fence.FenceException;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Operations of many threads, each with a token of its own: it writes it under the fence, reads it back in the same
 * transaction, and some read it once more on whatever connection they get then. Every eighth leaves a write uncommitted.
 */
final class PoolLoad {

    static final int THREADS = 200;

    /**
     * Ended by the fence's own limit, or refused for want of a connection before it began: a loaded machine may let one of
     * 200 threads starve for so long.
     */
    static final Pattern TOO_LONG = Pattern.compile("exhausted|(reading )?failed (08001|25P04|25P03|57014)");

    /** Lost before the commit, so nothing was written; or lost during it, so nobody knows. */
    static final Pattern DOCUMENTED = Pattern.compile("unknown|(reading )?failed (08|57P).*|" + TOO_LONG);

    private final Leadership leadership;
    private final ConnectionPool connections;
    private final AtomicLong tokens = new AtomicLong();
    private final Map<Long, String> outcomes = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<Integer, Long> inUse = new ConcurrentHashMap<>();
    private final Histogram micros = new ConcurrentHistogram(3);

    PoolLoad(Leadership leadership, ConnectionPool connections) {
        this.leadership = leadership;
        this.connections = connections;
    }

    void run(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                threads.execute(() -> {
                    while (System.nanoTime() - end < 0) {
                        operate(tokens.incrementAndGet());
                    }
                });
            }
        }
    }

    private void operate(long token) {
        long begin = System.nanoTime();
        var outcome = write(token);
        micros.recordValue((System.nanoTime() - begin) / 1000);
        outcomes.put(token, outcome);
        if (!outcome.equals("committed")) {
            count(outcome);
        } else if (token % 4 == 0) {
            beside(connection -> require(stored(connection, token), token, "committed, and not there"));
        } else if (token % 8 == 1) {
            beside(connection -> {
                connection.setAutoCommit(false);
                return write(connection, -token);
            });
        }
    }

    private String write(long token) {
        try {
            return switch (leadership.fenced((connection, _) -> writeAndReadBack(connection, token))) {
                case FencedResult.Committed<Long> done -> done.value() == token ? "committed" : "mixed up";
                case FencedResult.NotLeader<Long> _ -> "not leader";
                case FencedResult.LostLeadership<Long> _ -> "lost leadership";
            };
        } catch (PoolExhaustedException e) {
            return "exhausted";
        } catch (FenceException.OutcomeUnknown e) {
            return "unknown";
        } catch (FenceException e) {
            return "failed " + state(e.getCause());
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private long writeAndReadBack(Connection connection, long token) throws SQLException {
        int backend = write(connection, token);
        require(inUse.putIfAbsent(backend, token) == null, token, "shared");
        try {
            return stored(connection, token) ? token : -1;
        } finally {
            inUse.remove(backend);
        }
    }

    private void beside(ConnectionPool.Work<?> work) {
        try {
            connections.withConnection(work);
        } catch (SQLException e) {
            count("reading failed " + state(e));
        } catch (PoolExhaustedException e) {
            count("exhausted");
        } catch (RuntimeException e) {
            count(e.toString());
        }
    }

    private static String state(@Nullable Throwable cause) {
        return cause instanceof SQLException e && e.getSQLState() != null
                ? e.getSQLState()
                : "without a state: " + cause;
    }

    private static boolean require(boolean kept, long token, String otherwise) {
        if (!kept) {
            throw new IllegalStateException(otherwise + ", for example " + token);
        }
        return true;
    }

    private static int write(Connection connection, long token) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO stress VALUES (?) RETURNING pg_backend_pid()")) {
            insert.setLong(1, token);
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static boolean stored(Connection connection, long token) throws SQLException {
        try (var select = connection.prepareStatement("SELECT token FROM stress WHERE token = ?")) {
            select.setLong(1, token);
            try (var row = select.executeQuery()) {
                return row.next() && row.getLong(1) == token && !row.next();
            }
        }
    }

    private void count(String failure) {
        failures.computeIfAbsent(failure, _ -> new LongAdder()).increment();
    }

    Map<String, LongAdder> failures() {
        return new TreeMap<>(failures);
    }

    long committed() {
        return outcomes.values().stream().filter("committed"::equals).count();
    }

    /** What was acknowledged is there once, what failed is not, what nobody knows at most once; and nothing else is. */
    void assertStored(String url) throws SQLException {
        var times = new ConcurrentHashMap<Long, Integer>();
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery("SELECT token, count(*) FROM stress GROUP BY 1")) {
            while (rows.next()) {
                times.put(rows.getLong(1), rows.getInt(2));
            }
        }
        // By hand: assertions over collections compare each with each, and these have hundreds of thousands
        var wrong = new ArrayList<String>();
        outcomes.forEach((token, outcome) -> {
            int found = times.getOrDefault(token, 0);
            if (found < (outcome.equals("committed") ? 1 : 0)
                    || found > (outcome.equals("committed") || outcome.equals("unknown") ? 1 : 0)) {
                wrong.add(outcome + " token " + token + " is stored " + found + " times");
            }
        });
        times.keySet().stream()
                .filter(token -> !outcomes.containsKey(token))
                .forEach(token -> wrong.add("token " + token + " is of nobody, or was left uncommitted"));
        assertThat(wrong).isEmpty();
    }

    String summary(Duration time) {
        return "%d operations, %.0f/s, p50 %.1f ms, p99 %.1f ms, worst %.0f ms, failures %s"
                .formatted(
                        outcomes.size(),
                        outcomes.size() / (time.toMillis() / 1000.0),
                        micros.getValueAtPercentile(50) / 1000.0,
                        micros.getValueAtPercentile(99) / 1000.0,
                        micros.getMaxValue() / 1000.0,
                        failures());
    }
}
