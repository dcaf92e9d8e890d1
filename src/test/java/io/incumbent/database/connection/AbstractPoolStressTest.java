package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.incumbent.coordinator.Leadership;
import io.incumbent.stores.PostgresServer;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 200 virtual threads on the product's own pool, while the product leads. {@code make stress-pools} runs it longer. */
@Timeout(300)
abstract class AbstractPoolStressTest {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("incumbent.stress.seconds", 5));
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    @Inject
    ConnectionPool connections;

    @Inject
    AgroalDataSource pool;

    @Inject
    Leadership leadership;

    private String url;
    private PoolLoad load;

    @BeforeEach
    void leaderAndTable() {
        url = ConfigProvider.getConfig().getValue("incumbent.database.url", String.class);
        await().atMost(START_LIMIT).until(() -> leadership.term().isPresent());
        PostgresServer.execute(
                url,
                "DROP TABLE IF EXISTS stress",
                "CREATE TABLE stress (token bigint NOT NULL)", // unique by itself, or a doubled one would not be seen
                "CREATE INDEX ON stress (token)");
        load = new PoolLoad(leadership, connections);
    }

    @Test
    void underLoadNoResultIsLostMixedUpOrShared() throws Exception {
        try (var beats = new RenewalWatch(leadership)) {
            load.run(TIME);
            print(0, beats);
            beats.assertLedAllTheTime();
        }
        assertKept();
        assertThat(load.failures().keySet()).allMatch(PoolLoad.TOO_LONG.asMatchPredicate());
    }

    @Test
    void withConnectionsBeingKilledNoResultIsLostMixedUpOrShared() throws Exception {
        try (var beats = new RenewalWatch(leadership);
                var killer = new BackendKiller(url)) {
            load.run(TIME);
            long kills = killer.stop();
            print(kills, beats);
            beats.assertLedAllTheTime();
            assertThat(kills).isPositive();
        }
        assertKept();
        assertThat(load.failures().keySet()).allMatch(PoolLoad.DOCUMENTED.asMatchPredicate());
    }

    private void assertKept() throws Exception {
        assertThat(load.committed()).as("operations").isPositive();
        load.assertStored(url);
        await("no connection is left over").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(pool.getMetrics().activeCount()).isZero();
            assertThat(pool.getMetrics().awaitingCount()).isZero();
            assertThat(serverSide()).isLessThanOrEqualTo(connections.size());
        });
        // One that was killed while idle is found out by its next use, and only then makes room for another
        await("the pool is whole")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(this::assertWhole);
    }

    /** As many as there may be are still to be had, all at once. */
    private void assertWhole() throws Exception {
        var meeting = new CyclicBarrier(connections.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> taking = () -> connections.withConnection(_ -> meet(meeting));
            var all = threads.invokeAll(Collections.nCopies(connections.size(), taking));
            for (var one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(serverSide()).as("connections of a full pool").isEqualTo(connections.size());
    }

    private static boolean meet(CyclicBarrier meeting) throws SQLException {
        try {
            meeting.await(5, TimeUnit.SECONDS);
            return true;
        } catch (Exception e) {
            throw new SQLException("not all were there", e);
        }
    }

    /** Connections of the pool for traffic that the server knows. */
    private long serverSide() throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'incumbent'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void print(long kills, RenewalWatch beats) {
        System.out.printf(
                "pool stress size=%d threads=%d seconds=%d kills=%d: %s; shortest trust %d of %d ms%n",
                connections.size(),
                PoolLoad.THREADS,
                TIME.toSeconds(),
                kills,
                load.summary(TIME),
                beats.shortest().toMillis(),
                PoolProfile.TRUST.toMillis());
    }
}
