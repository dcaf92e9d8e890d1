package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer.Granted;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What was granted or released is on the server's disk before the answer, whatever its settings say. */
@Timeout(120)
@NeedsServers
class DurableTermTest {

    /** What the server has answered last when it crashes. */
    enum Write {
        CLAIM,
        RENEWAL,
        RELEASE
    }

    private static PostgresServer server;

    /** Answers before anything is on its disk, if it is not told otherwise, and writes it only much later. */
    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(Map.of("synchronous_commit", "off", "wal_writer_delay", "10s"));
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"off, on", "local, on", "on, on", "remote_write, remote_write", "remote_apply, remote_apply"})
    void claimRenewalAndReleaseCommitDurablyAndNeverLessThanTheRoleAsksFor(String ofTheRole, String obeyed) {
        var ledger = LedgerFixture.on(server);
        PostgresServer.setForUser(ledger.url, "synchronous_commit = " + ofTheRole);
        ledger.recordCommits();
        var a = ledger.instance("a");

        var term = a.win(1).term();
        assertThat(ledger.commits()).containsExactly(obeyed);
        assertThat(a.renew(1, term)).isInstanceOf(Granted.class);
        assertThat(ledger.commits()).containsExactly(obeyed, obeyed);
        a.release(1, EndReason.SHUTDOWN);
        assertThat(ledger.commits()).containsExactly(obeyed, obeyed, obeyed);
    }

    @Test
    void nothingOfItIsLeftInTheSession() throws Exception {
        var ledger = LedgerFixture.on(server);
        var a = ledger.instance("a");
        try (var connection = PostgresServer.connect(ledger.url)) {
            a.leadershipTable.claim(connection, a.bid(1), Term.NONE, Optional.empty());
            a.leadershipTable.renew(connection, a.bid(1), new Term(1));
            a.leadershipTable.release(connection, a.bid(1), EndReason.SHUTDOWN);

            try (var row = connection.createStatement().executeQuery("SHOW synchronous_commit")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("off");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAnsweredIsThereAfterACrashOfTheServer(Write last) {
        var ledger = LedgerFixture.on(server);
        var a = ledger.instance("a");
        var term = a.win(1).term();
        switch (last) {
            case CLAIM -> {}
            case RENEWAL -> a.renew(1, term);
            case RELEASE -> a.release(1, EndReason.SHUTDOWN);
        }
        var answered = stored(ledger);

        server.crash();
        server.up();

        assertThat(stored(ledger)).isEqualTo(answered);
    }

    private static List<String> stored(LedgerFixture ledger) {
        return ledger.rows("SELECT l.*, h.* FROM leadership l JOIN leadership_history h USING (group_name)");
    }
}
