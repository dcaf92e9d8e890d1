package io.incumbent.dispatch.queue;

import static java.util.stream.Collectors.joining;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.incumbent.coordinator.FencedTestLeadership;
import io.incumbent.coordinator.Leadership;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.stores.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;

/** A queue in a database of its own, filled as the intake fills it, and the pools of those who work on it. */
public final class QueueDatabase implements AutoCloseable {

    /** Name of the sessions of all pools, and of no session of the test's own. */
    public static final String POOLED = "worker";

    public final String url;
    private final List<AgroalDataSource> pools = new ArrayList<>();

    public QueueDatabase(PostgresServer server) {
        this(server.newDatabase());
        Flyway.configure().dataSource(url, PostgresServer.USER, "").load().migrate();
    }

    /** In a database that has the tables. */
    public QueueDatabase(String url) {
        this.url = url;
    }

    /** What one instance has: a leadership on a pool, and the claims made with both. */
    public record Worker(
            FencedTestLeadership fenced,
            Leadership leadership,
            DispatchConfig.Workers workers,
            ClaimStore claims,
            QueueMaintenance maintenance,
            SimpleMeterRegistry meters) {
        public String name() {
            return fenced.identity().instance();
        }

        public Worker with(ClaimStore others) {
            return new Worker(fenced, leadership, workers, others, maintenance, meters);
        }
    }

    public Worker worker(String name, DispatchConfig.Workers workers) {
        return worker(name, workers, UnaryOperator.identity());
    }

    /** @param around what is put around its pool */
    public Worker worker(String name, DispatchConfig.Workers workers, UnaryOperator<AgroalDataSource> around) {
        var connections = connections(around);
        var fenced = FencedTestLeadership.at(url, name, connections);
        return worker(fenced, fenced, workers, connections);
    }

    /** Works while {@code leadership} says that it leads. */
    public Worker worker(String name, Leadership leadership) {
        var connections = connections(UnaryOperator.identity());
        return worker(
                FencedTestLeadership.at(url, name, connections),
                leadership,
                DispatchConfig.Workers.LEADER,
                connections);
    }

    private static Worker worker(
            FencedTestLeadership fenced,
            Leadership leadership,
            DispatchConfig.Workers workers,
            ConnectionPool connections) {
        var config = TestConfig.of(
                DispatchConfig.class,
                Map.of("incumbent.dispatch.workers", workers.name().toLowerCase(Locale.ROOT)));
        var meters = new SimpleMeterRegistry();
        var claims =
                new PostgresClaimStore(leadership, connections, fenced.identity(), config, new ClaimMeters(meters));
        return new Worker(
                fenced, leadership, workers, claims, new QueueMaintenance(connections, fenced.identity()), meters);
    }

    public ConnectionPool connections(UnaryOperator<AgroalDataSource> around) {
        return new ConnectionPool(
                around.apply(pool()), TestConfig.of(PoolConfig.class, Map.of()), new SimpleMeterRegistry());
    }

    private AgroalDataSource pool() {
        try {
            var pool = AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(p -> p.maxSize(10)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionValidator(ConnectionValidator.sqlValidator("SELECT 1", 1))
                            .connectionFactoryConfiguration(f -> f.jdbcUrl(url + "?ApplicationName=" + POOLED)
                                    .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED)
                                    .principal(new NamePrincipal(PostgresServer.USER)))));
            pools.add(pool);
            return pool;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many without an ordering key, the oldest first in the answer. */
    public List<UUID> fill(int count) {
        return insert("SELECT n, NULL FROM generate_series(1, " + count + ") n");
    }

    /** One for each of the ordering keys, in that order; held if another of its key is open, as the intake does it. */
    public List<UUID> fill(String... keys) {
        var ids = new ArrayList<UUID>();
        for (var key : keys) {
            ids.addAll(insert("SELECT 1, '" + key + "'"));
        }
        return ids;
    }

    private List<UUID> insert(String numbersAndKeys) {
        return column("""
                WITH input AS (
                    SELECT uuidv7() AS id, n, k FROM (%1$s) AS t (n, k)),
                stored AS (
                    INSERT INTO signals (id, group_name, source, key, body_digest, body, content_type, received_by)
                    SELECT id, '%2$s', 'shop', id::text, sha256('x'), convert_to('{"n":' || n || '}', 'UTF8'),
                           'application/json', 'test' FROM input RETURNING id)
                INSERT INTO deliveries (signal, group_name, source, ordering_key, held)
                SELECT id, '%2$s', 'shop', k, EXISTS (
                           SELECT FROM deliveries e WHERE e.group_name = '%2$s' AND e.source = 'shop' AND e.ordering_key = k
                              AND e.status IN ('QUEUED', 'FAILED', 'PROCESSING'))
                  FROM input JOIN stored USING (id) ORDER BY n RETURNING signal
                """.formatted(numbersAndKeys, LedgerFixture.GROUP)).stream()
                .map(UUID::fromString)
                .toList();
    }

    /** As an operator does it. */
    public void reviveAll() {
        execute("UPDATE deliveries SET status = 'QUEUED', due_at = clock_timestamp(), finished_at = NULL"
                + " WHERE status = 'DEAD'");
    }

    /** As if {@code time} had passed for what is claimed and what waits. */
    public void age(String time) {
        execute("UPDATE deliveries SET due_at = due_at - interval '" + time + "', claimed_at = claimed_at - interval '"
                + time + "'");
    }

    public void execute(String... statements) {
        PostgresServer.execute(url, statements);
    }

    /** The first column of every row. */
    public List<String> column(String query) {
        try (var connection = PostgresServer.connect(url);
                var rows = connection.createStatement().executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String one(String query) {
        return column(query).stream().collect(joining("\n"));
    }

    /** How many there are in each state, such as {@code COMPLETED=3 QUEUED=1}. */
    public String states() {
        return one("SELECT string_agg(status || '=' || n, ' ' ORDER BY status)"
                + " FROM (SELECT status, count(*) n FROM deliveries GROUP BY 1) s");
    }

    public String row(UUID signal, String columns) {
        return one("SELECT concat_ws(' ', " + columns + ") FROM deliveries WHERE signal = '" + signal + "'");
    }

    @Override
    public void close() {
        pools.forEach(AgroalDataSource::close);
    }
}
