package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.coordinator.ledger.LedgerFixture.Instance;
import io.incumbent.election.Term;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.stores.NeedsServers;
import io.incumbent.stores.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@NeedsServers
class StandbyReadBackTest {

    @Test
    void aStandbyNeverMakesALeader() {
        try (var server = PostgresServer.start()) {
            var ledger = LedgerFixture.on(server);
            var leader = ledger.instance("a");
            var term = leader.win(1).term();
            var standby = server.standby();
            var onStandby =
                    new Instance(standby.url(ledger.url), leader.identity, LedgerFixture.TTL, Duration.ofSeconds(30));
            await().until(() -> onStandby.readBack() instanceof VerifyAnswer.Failed);

            assertThatThrownBy(() -> onStandby.claim(2, Term.NONE)).hasMessageContaining("read-only");
            assertThatThrownBy(() -> onStandby.renew(1, term)).hasMessageContaining("read-only");
        }
    }
}
