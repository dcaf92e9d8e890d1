package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.coordinator.stores.RegistrationAnswer.Registered;
import io.incumbent.coordinator.stores.RegistrationAnswer.Taken;
import io.incumbent.coordinator.stores.RegistrationAnswer.UnnamedDatabase;
import io.incumbent.election.EndReason;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NeedsServers
class InstanceTableTest {

    private static final String NONCES = "SELECT instance, nonce FROM instance_metadata ORDER BY nonce";
    private static final String CANDIDACY = "SELECT instance, candidacy FROM instance_metadata";

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
    void nobodyIsThere() {
        ledger.clear();
    }

    /** Those with the same seed draw the same ids. */
    private static Instance process(String nonce, long seed) {
        var identity = new InstanceIdentity(LedgerFixture.GROUP, "web", "host", "1.2.3", nonce, new Random(seed));
        return new Instance(ledger.url, identity, LedgerFixture.TTL, Duration.ofSeconds(30));
    }

    private static UUID databaseId() {
        return UUID.fromString(ledger.rows("SELECT id FROM database_identity").getFirst());
    }

    @Test
    void ofTwoProcessesWithOneIdTheSecondIsToldThatItIsTaken() {
        var first = process("a", 1);
        var second = process("b", 1);
        var id = first.identity.instance();

        assertThat(first.register()).isEqualTo(new Registered(id, databaseId()));
        assertThat(second.register()).isEqualTo(new Taken(id));

        second.identity.drawAgain();
        assertThat(second.register()).isEqualTo(new Registered(second.identity.instance(), databaseId()));
        assertThat(ledger.rows(NONCES)).containsExactly(id + " a", second.identity.instance() + " b");
    }

    @Test
    void ofTwoThatRegisterOneIdAtTheSameMomentTheSlowerIsToldThatItIsTaken() throws Exception {
        var slower = process("b", 1);
        var id = slower.identity.instance();
        try (var faster = PostgresServer.connect(ledger.url);
                var statement = faster.createStatement()) {
            faster.setAutoCommit(false);
            statement.execute("INSERT INTO instance_metadata (instance, group_name, hostname, version, nonce)"
                    + " VALUES ('" + id + "', 'orders', 'host', '1', 'a')");
            var answer = CompletableFuture.supplyAsync(slower::register);
            await("it waits for the other")
                    .until(() -> ledger.rows("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals(List.of("1")));
            faster.commit();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Taken(id));
        }
    }

    @Test
    void aRepeatOfARegistrationWhoseAnswerWasLostIsRecognised() {
        var process = process("a", 1);
        var first = process.register();

        assertThat(process.register()).isEqualTo(first).isInstanceOf(Registered.class);
        assertThat(ledger.rows(NONCES)).hasSize(1);
    }

    @Test
    void anIdOfAProcessThatLeftNoNonceIsTaken() {
        var process = process("a", 1);
        var id = process.identity.instance();
        ledger.execute("INSERT INTO instance_metadata (instance, group_name, hostname, version) VALUES ('" + id
                + "', 'orders', 'host', '1')");

        assertThat(process.register()).isEqualTo(new Taken(id));
    }

    @Test
    void whatAnInstanceSaysOfItselfIsWrittenAtTheRegistration() {
        process("a", 1).register();

        assertThat(ledger.rows("SELECT name, hostname, version, connections_max, candidacy, address,"
                        + " extract(epoch FROM ttl)::int, extract(epoch FROM margin)::int, stale_after FROM instances"))
                .containsExactly("web host 1.2.3 27 standing null 10 1 00:00:30");
    }

    @Test
    void aRowThatWasDeletedIsWrittenAgainWithTheSameNonce() {
        var process = process("a", 1);
        process.register();
        ledger.clear();
        process.writeHeartbeat();

        assertThat(ledger.rows(NONCES)).containsExactly(process.identity.instance() + " a");
        assertThat(process.register()).isInstanceOf(Registered.class);
    }

    @Test
    void noLaterStatementOverwritesTheNonceOfAnother() {
        var owner = process("a", 1);
        owner.register();
        var other = process("b", 1);
        other.writeHeartbeat();
        other.win(1);
        other.release(1, EndReason.SHUTDOWN);

        assertThat(ledger.rows(NONCES)).containsExactly(owner.identity.instance() + " a");
    }

    @Test
    void whoLeavesForGoodSaysSoWithItsReleaseOrItsHeartbeat() {
        var leader = process("a", 1);
        leader.register();
        leader.win(1);
        leader.leaves();
        leader.release(1, EndReason.SHUTDOWN);
        assertThat(ledger.rows(CANDIDACY)).containsExactly(leader.identity.instance() + " draining");

        ledger.clear();
        var follower = process("b", 2);
        follower.register();
        follower.leaves();
        follower.writeHeartbeat();
        assertThat(ledger.rows(CANDIDACY)).containsExactly(follower.identity.instance() + " draining");
    }

    @Test
    void aCandidacyThatAnOperatorHasSetOutlivesHeartbeatsAndClaims() {
        var process = process("a", 1);
        process.register();
        ledger.execute("UPDATE instance_metadata SET candidacy = 'cordoned'");
        process.writeHeartbeat();
        process.win(1);

        assertThat(ledger.rows(CANDIDACY)).containsExactly(process.identity.instance() + " cordoned");
    }

    @Test
    void aDatabaseWithoutAnIdIsSaidToHaveNone() {
        var process = process("a", 1);
        var id = databaseId();
        ledger.execute("DELETE FROM database_identity");
        try {
            assertThat(process.register()).isEqualTo(new UnnamedDatabase());
        } finally {
            ledger.execute("INSERT INTO database_identity (id) VALUES ('" + id + "')");
        }
        assertThat(process.register()).isEqualTo(new Registered(process.identity.instance(), id));
    }
}
