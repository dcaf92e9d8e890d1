package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.ledger.LedgerRetention.Removed;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the ledger forgets, and what it never does, with the defaults: leaderships after 365 days, instances after one. */
@Timeout(60)
@NeedsServers
class LedgerRetentionTest {

    private static PostgresServer server;
    private static LedgerFixture ledger;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
        ledger = LedgerFixture.on(server);
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void emptyLedger() {
        ledger.clear();
    }

    @Test
    void leadershipsThatEndedLongAgoAreRemovedAndNothingElse() {
        past("orders", 1, "366 days");
        past("orders", 2, "364 days");
        past("orders", 3, null);
        past("orders", 4, "400 days");
        past("orders", 5, "1 hour");
        past("invoices", 1, "400 days");
        past("invoices", 2, "400 days");

        assertThat(remove()).isEqualTo(new Removed(2, 0));

        assertThat(ledger.rows("SELECT group_name, term FROM leadership_history ORDER BY 1, 2"))
                .as("what lasts, what is young enough, and what belongs to others")
                .containsExactly("invoices 1", "invoices 2", "orders 2", "orders 3", "orders 5");
    }

    @Test
    void theNewestLeadershipIsNeverRemovedSoThatTermsGrowOnFromIt() {
        past("orders", 7, "400 days");
        past("orders", 8, "400 days");
        past("invoices", 90, "1 hour");

        assertThat(remove()).isEqualTo(new Removed(1, 0));
        assertThat(remove()).isEqualTo(Removed.NONE);

        assertThat(ledger.rows("SELECT term FROM leadership_history WHERE group_name = 'orders'"))
                .containsExactly("8");
        assertThat(ledger.instance("a").win(1).term().number()).isEqualTo(9);
    }

    @Test
    void manyAreRemovedTheOldestFirstSomeAtATime() {
        int old = 2 * LedgerRetention.BATCH_MAX + 6;
        ledger.execute(
                "INSERT INTO leadership_history SELECT 'orders', t, 'x/1', 'x', 'h', now() - interval '500 days',"
                        + " 'elected', now() - interval '400 days', 'expired' FROM generate_series(1, " + (old + 1)
                        + ") t");

        assertThat(remove())
                .isEqualTo(new Removed(LedgerRetention.BATCH_MAX, 0))
                .returns(true, Removed::more);
        assertThat(ledger.rows("SELECT min(term) FROM leadership_history"))
                .containsExactly(String.valueOf(LedgerRetention.BATCH_MAX + 1));
        assertThat(remove().more()).isTrue();
        assertThat(remove()).isEqualTo(new Removed(6, 0)).returns(false, Removed::more);
    }

    /** Rows that a clock which was ahead has closed in the future: they stay, and do not keep later ones alive. */
    @Test
    void leadershipsThatEndInTheFutureDoNotKeepOthers() {
        past("orders", 1, "-400 days");
        past("orders", 2, "400 days");
        past("orders", 3, "1 hour");

        assertThat(remove()).isEqualTo(new Removed(1, 0));
        assertThat(ledger.rows("SELECT term FROM leadership_history ORDER BY 1"))
                .containsExactly("1", "3");
    }

    @Test
    void instancesThatHaveLongBeenSilentAreRemovedUnlessTheyHoldTheTerm() {
        silent("gone", "orders", "25 hours");
        silent("silent", "orders", "23 hours");
        silent("of-others", "invoices", "25 hours");
        ledger.instance("holder").win(1);
        ledger.execute("UPDATE instance_metadata SET last_heartbeat_at = now() - interval '25 hours'"
                + " WHERE instance = 'holder'");

        assertThat(remove()).isEqualTo(new Removed(0, 1));

        assertThat(ledger.rows("SELECT instance FROM instance_metadata ORDER BY 1"))
                .containsExactly("holder", "of-others", "silent");
    }

    @Test
    void anInstanceThatIsWritingItsRowIsNotWaitedForAndNotRemoved() throws SQLException {
        var impatient = LedgerFixture.at(ledger.url + "?options=-c%20lock_timeout=5s"); // an error instead of a wait
        silent("wakes-up", "orders", "25 hours");
        silent("gone", "orders", "25 hours");
        try (var writing = PostgresServer.connect(ledger.url)) {
            writing.setAutoCommit(false);
            writing.createStatement()
                    .execute("UPDATE instance_metadata SET last_heartbeat_at = now() WHERE instance = 'wakes-up'");

            assertThat(remove(impatient, Map.of())).isEqualTo(new Removed(0, 1));

            writing.commit();
        }
        assertThat(remove()).isEqualTo(Removed.NONE);
        assertThat(ledger.rows("SELECT instance FROM instance_metadata")).containsExactly("wakes-up");
    }

    @Test
    void theTimesAreThoseOfTheConfiguration() {
        past("orders", 1, "3 hours");
        past("orders", 2, "1 hour");
        past("orders", 3, "1 hour");
        silent("a", "orders", "3 hours");
        silent("b", "orders", "1 hour");

        assertThat(remove("incumbent.ledger.history-retention", "2h", "incumbent.ledger.forget-after", "2h"))
                .isEqualTo(new Removed(1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "history-retention, 0s,     it must be from 1s to 36500d",
        "history-retention, PT-1S,  it must be from 1s to 36500d",
        "history-retention, 999ms,  it must be from 1s to 36500d",
        "history-retention, 36501d, it must be from 1s to 36500d",
        "forget-after,      0s,     it must be from 1s to 36500d",
        "forget-after,      29s,    'incumbent.ledger.stale-after (30s) must not be longer than incumbent.ledger.forget-after (29s)'"
    })
    void aTimeThatCannotWorkIsRefusedWithKeyAndRule(String key, String value, String rule) {
        assertThatThrownBy(() -> remove("incumbent.ledger." + key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("incumbent.ledger." + key)
                .hasMessageContaining(rule);
    }

    private static Removed remove() {
        return remove(ledger, Map.of());
    }

    private static Removed remove(String key, String value) {
        return remove(ledger, Map.of(key, value));
    }

    private static Removed remove(String key, String value, String otherKey, String otherValue) {
        return remove(ledger, Map.of(key, value, otherKey, otherValue));
    }

    private static Removed remove(LedgerFixture of, Map<String, String> settings) {
        return of.instance("leader").removeOldRows(TestConfig.of(LedgerConfig.class, settings));
    }

    /** @param endedAgo null if it lasts */
    private static void past(String group, int term, @Nullable String endedAgo) {
        var end = endedAgo == null ? "NULL, NULL" : "now() - interval '" + endedAgo + "', 'expired'";
        ledger.execute("INSERT INTO leadership_history VALUES ('" + group + "', " + term
                + ", 'x/1', 'x', 'h', now() - interval '500 days', 'elected', " + end + ")");
    }

    private static void silent(String instance, String group, String since) {
        ledger.execute(
                "INSERT INTO instance_metadata (instance, group_name, hostname, version, last_heartbeat_at) VALUES ('"
                        + instance + "', '" + group + "', 'h', '1', now() - interval '" + since + "')");
    }
}
