package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.ledger.LedgerRetention;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Old rows of the ledger are removed by the leader, under its term. */
@Timeout(60)
@NeedsServers
class LedgerMaintenanceTest {

    private static final String COUNT =
            "SELECT count(*) FROM leadership_history WHERE lost_at < now() - interval '1 year'";

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
        PostgresServer.execute(
                url,
                "INSERT INTO leadership_history SELECT 'orders', t, 'x/1', 'x', 'h', now() - interval '500 days',"
                        + " 'elected', now() - interval '400 days', 'expired' FROM generate_series(1, 1200) t",
                "INSERT INTO instance_metadata (instance, group_name, hostname, version, last_heartbeat_at)"
                        + " SELECT 'i-' || n, 'orders', 'h', '1', now() - interval '2 days' FROM generate_series(1, 700) n");
        leader = FencedTestLeadership.at(url, "a");
        leader.win();
    }

    @AfterEach
    void close() {
        leader.close();
    }

    @Test
    void theLeaderRemovesAllThatIsOldInSmallTransactions() throws Exception {
        maintenance(leader).run(_ -> false);

        assertThat(leader.rows(COUNT)).containsExactly("0");
        assertThat(leader.rows("SELECT instance FROM instance_metadata")).containsExactly("a");
        assertThat(leader.rows("SELECT term FROM leadership_history")).containsExactly("1201");
    }

    @Test
    void aProcessThatStopsRemovesNoMoreThanOneTransactionDoes() throws Exception {
        maintenance(leader).run(_ -> true);

        assertThat(leader.rows(COUNT)).containsExactly("700");
    }

    @Test
    void whoDoesNotLeadRemovesNothingWhateverItBelieves() throws Exception {
        try (var successor = FencedTestLeadership.at(url, "b")) {
            maintenance(successor).run(_ -> false);
            assertThat(leader.rows(COUNT)).containsExactly("1200");
            successor.win();

            maintenance(leader).run(_ -> false);

            assertThat(leader.rows(COUNT)).containsExactly("1200");
            maintenance(successor).run(_ -> false);
            assertThat(leader.rows(COUNT)).containsExactly("0");
        }
    }

    @Test
    void whatFailsOnceIsLeftToTheNextRun() throws Exception {
        leader.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
                "CREATE TRIGGER refuse BEFORE DELETE ON instance_metadata FOR EACH ROW EXECUTE FUNCTION refuse()");

        maintenance(leader).run(_ -> false);

        assertThat(leader.rows(COUNT)).as("one transaction").containsExactly("1200");
        leader.execute("DROP TRIGGER refuse ON instance_metadata");
        maintenance(leader).run(_ -> false);
        assertThat(leader.rows(COUNT)).containsExactly("0");
    }

    @Test
    void theShorterRetentionDecidesHowOftenItRuns() {
        assertThat(maintenance(leader).retention()).isEqualTo(Duration.ofDays(1));
    }

    private static LedgerMaintenance maintenance(FencedTestLeadership instance) {
        return new LedgerMaintenance(
                instance, new LedgerRetention(instance.identity(), TestConfig.of(LedgerConfig.class, Map.of())));
    }
}
