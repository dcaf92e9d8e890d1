package io.incumbent.bench;

import io.incumbent.stores.PostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Inserts without us: how many of them the server takes from 32 clients. By pgbench; where there is none, by as many
 * threads with JDBC.
 *
 * @param statements of one transaction; the last one inserts
 * @param rows that one transaction inserts
 * @param pipelined whether all statements go at once, without waiting for the answers between
 */
record PlainSqlInserts(String name, List<String> statements, int rows, boolean pipelined) {

    static final int CLIENTS = 32;

    private static final String GROUP = "'reference'";
    private static final String INSERT = """
            INSERT INTO reference (id, group_name, source, key, body_digest, body, content_type, received_by, received_term) \
            SELECT id, %s, 'default', id::text, decode(repeat('00', 32), 'hex'), \
            convert_to(repeat('x', 200), 'UTF8'), 'application/json', 'reference', 1 \
            FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %d)) ids""";
    private static final String ONE = INSERT.formatted(GROUP, 1);
    private static final List<String> GUARD = List.of(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 'leadership'::regclass::oid::bigint))"
                    .formatted(GROUP),
            "SELECT term FROM leadership WHERE group_name = %s AND term = 1 AND released_at IS NULL".formatted(GROUP));

    static List<PlainSqlInserts> all() {
        return List.of(
                new PlainSqlInserts("one row, guarded", guarded(), 1, false),
                new PlainSqlInserts("one row, guarded, in one round trip", guarded(), 1, true),
                new PlainSqlInserts("one row", List.of(ONE), 1, false),
                new PlainSqlInserts("50 rows per statement", List.of(INSERT.formatted(GROUP, 50)), 50, false));
    }

    private static List<String> guarded() {
        var all = new ArrayList<>(GUARD);
        all.add(ONE);
        return List.copyOf(all);
    }

    /** The same table as ours, and a leadership to ask for. */
    static void prepare(String url) {
        PostgresServer.execute(
                url,
                "CREATE TABLE reference (LIKE signals INCLUDING ALL)",
                "INSERT INTO leadership (group_name, term, bid, instance, hostname, elected_at, renewed_at, expires_at)"
                        + " VALUES (" + GROUP + ", 1, 'r/1', 'r', 'r', now(), now(), now() + interval '1 hour')");
    }

    /** @return rows per second */
    double measure(Optional<Pgbench> pgbench, String url, int seconds) throws Exception {
        PostgresServer.execute(url, "TRUNCATE reference");
        double transactions = pgbench.isPresent()
                ? pgbench.get().run(url, PostgresServer.USER, CLIENTS, seconds, script())
                : byJdbc(url, seconds);
        return transactions * rows;
    }

    private String script() {
        var body = String.join(";\n", statements) + ";\n";
        if (statements.size() == 1) {
            return body;
        }
        var transaction = "BEGIN;\n" + body + "COMMIT;\n";
        return pipelined ? "\\startpipeline\n" + transaction + "\\endpipeline\n" : transaction;
    }

    private double byJdbc(String url, int seconds) throws InterruptedException, ExecutionException, IOException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            var counts = new ArrayList<Future<Long>>();
            for (int i = 0; i < CLIENTS; i++) {
                counts.add(threads.submit(() -> transactions(url, end)));
            }
            long sum = 0;
            for (var count : counts) {
                sum += count.get();
            }
            return (double) sum / seconds;
        }
    }

    private long transactions(String url, long end) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.prepareStatement(String.join(";", statements))) {
            connection.setAutoCommit(false);
            long count = 0;
            while (System.nanoTime() - end < 0) {
                statement.execute();
                connection.commit();
                count++;
            }
            return count;
        }
    }
}
