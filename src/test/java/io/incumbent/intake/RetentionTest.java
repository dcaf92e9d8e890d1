package io.incumbent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.FencedTestLeadership;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.signal.SignalIds;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class RetentionTest {

    private static PostgresServer server;
    private String url = "";
    private FencedTestLeadership leader;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void win() {
        url = LedgerFixture.on(server).url;
        leader = FencedTestLeadership.at(url, "a", Duration.ofMillis(500));
        leader.win();
    }

    @AfterEach
    void close() {
        leader.close();
    }

    @Test
    void whatWasDoneOrGivenUpLongAgoIsRemovedAndNothingElse() throws Exception {
        stored("done long ago", "orders", 200, "COMPLETED", "now() - interval '8 days'");
        stored("given up long ago", "orders", 200, "DEAD", "now() - interval '8 days'");
        stored("old, done now", "orders", 200, "COMPLETED", "now()");
        stored("old, still waits", "orders", 200, "QUEUED", "NULL");
        stored("of another group", "payments", 200, "COMPLETED", "now() - interval '8 days'");

        assertThat(retention(leader).sweep(_ -> false)).isEqualTo(2);

        var left = new String[] {"of another group", "old, done now", "old, still waits"};
        assertThat(leader.rows("SELECT key FROM signals ORDER BY key")).containsExactly(left);
        assertThat(leader.rows("SELECT key FROM signals JOIN deliveries ON signal = id ORDER BY key"))
                .containsExactly(left);
        assertThat(leader.rows("SELECT count(*) FROM deliveries")).containsExactly("3");
    }

    @Test
    void manyAreRemovedInSmallBatches() throws Exception {
        int count = 2 * Retention.BATCH_MAX + 7;
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'", count);

        assertThat(retention(leader).sweep(_ -> false)).isEqualTo(count);
        assertThat(leader.rows("SELECT id FROM signals")).isEmpty();
        assertThat(leader.rows("SELECT signal FROM deliveries")).isEmpty();
    }

    @Test
    void aProcessThatStopsEndsTheSweepAfterTheTransactionInProgress() throws Exception {
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'", Retention.BATCH_MAX + 7);

        assertThat(retention(leader).sweep(_ -> true)).isEqualTo(Retention.BATCH_MAX);
    }

    @Test
    void whatTakesTooLongForOneTransactionIsRemovedInSmallerOnes() throws Exception {
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'", 30);
        leader.execute(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_sleep(0.03); RETURN OLD; END'",
                "CREATE TRIGGER slow BEFORE DELETE ON signals FOR EACH ROW EXECUTE FUNCTION slow()");

        assertThat(retention(leader).sweep(_ -> false)).isEqualTo(30);
    }

    @Test
    void whatCannotBeRemovedEvenOneByOneIsLeftToTheNextSweep() throws Exception {
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'", 2);
        leader.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
                "CREATE TRIGGER refuse BEFORE DELETE ON signals FOR EACH ROW EXECUTE FUNCTION refuse()");

        assertThat(retention(leader).sweep(_ -> false)).isZero();
        leader.execute("DROP TRIGGER refuse ON signals");

        assertThat(retention(leader).sweep(_ -> false)).isEqualTo(2);
    }

    @Test
    void whoDoesNotLeadRemovesNothingWhateverItBelieves() throws Exception {
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'");
        try (var successor = FencedTestLeadership.at(url, "b")) {
            assertThat(retention(successor).sweep(_ -> false)).isZero();
            successor.win();

            assertThat(retention(leader).sweep(_ -> false)).isZero();
            assertThat(leader.rows("SELECT key FROM signals")).hasSize(1);
            assertThat(retention(successor).sweep(_ -> false)).isOne();
        }
    }

    @Test
    void aKeyThatWasRemovedIsNewAgain() throws Exception {
        var post = IntakeFixture.of(leader, Map.of());
        stored("k", "orders", 200, "COMPLETED", "now() - interval '8 days'");
        assertThat(post.taken("k", "[]")).isInstanceOf(IntakeResult.Conflict.class);

        retention(leader).sweep(_ -> false);

        assertThat(post.taken("k", "[]")).isInstanceOf(IntakeResult.Accepted.class);
    }

    private static Retention retention(FencedTestLeadership instance) {
        return new Retention(instance, instance.identity(), IntakeFixture.config(Map.of()));
    }

    private void stored(String key, String group, int hoursOld, String status, String finished) throws SQLException {
        stored(key, group, hoursOld, status, finished, 1);
    }

    private void stored(String key, String group, int hoursOld, String status, String finished, int count)
            throws SQLException {
        var clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(-hoursOld));
        var ids = new SignalIds(clock, RandomGenerator.getDefault());
        try (var connection = PostgresServer.connect(url);
                var signal = connection.prepareStatement(
                        "INSERT INTO signals (id, group_name, source, key, body_digest, body, received_by)"
                                + " VALUES (?, ?, 'default', ?, '', '', 'x')");
                var delivery = connection.prepareStatement("INSERT INTO deliveries (signal, group_name, source, status,"
                        + " finished_at) VALUES (?, ?, 'default', ?, " + finished + ")")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                var id = ids.next();
                signal.setObject(1, id);
                signal.setString(2, group);
                signal.setString(3, count == 1 ? key : key + i);
                signal.addBatch();
                delivery.setObject(1, id);
                delivery.setString(2, group);
                delivery.setString(3, status);
                delivery.addBatch();
            }
            signal.executeBatch();
            delivery.executeBatch();
            connection.commit();
        }
    }
}
