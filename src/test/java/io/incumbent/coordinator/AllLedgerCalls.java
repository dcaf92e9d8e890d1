package io.incumbent.coordinator;

import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.incumbent.config.InstanceIdentity;
import io.incumbent.coordinator.fence.Fence;
import io.incumbent.coordinator.fence.FencedResult;
import io.incumbent.coordinator.ledger.LedgerConfig;
import io.incumbent.coordinator.ledger.LedgerFixture;
import io.incumbent.database.connection.ConnectionPool;
import io.incumbent.database.connection.PoolConfig;
import io.incumbent.election.EndReason;
import io.incumbent.election.Term;
import io.incumbent.stores.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Everything that a running instance asks of the ledger, once. */
final class AllLedgerCalls {

    private final String url;

    /** @param url with the role in it */
    AllLedgerCalls(String url) {
        this.url = url;
    }

    /** Leaves the leadership free. */
    void live() throws SQLException {
        var first = instance();
        first.register();
        first.writeHeartbeat();
        var term = first.win(1).term();
        first.renew(1, term);
        first.removeOldRows(TestConfig.of(LedgerConfig.class, Map.of()));
        first.readBack();
        work(first, term);
        first.release(1, EndReason.STEPPED_DOWN);

        var second = instance();
        second.win(1);
        second.release(1, EndReason.SHUTDOWN);
        ask("SELECT * FROM leadership_history");
        ask("SELECT * FROM instances");
    }

    private LedgerFixture.Instance instance() {
        var identity = new InstanceIdentity("orders", "i-" + UUID.randomUUID(), "host", "1.2.3");
        return new LedgerFixture.Instance(url, identity, LedgerFixture.TTL, Duration.ofSeconds(30));
    }

    private void work(LedgerFixture.Instance leader, Term term) {
        try (var pool = TestCoordinator.pool(url, DataSourceImplementation.AGROAL, 1)) {
            var connections =
                    new ConnectionPool(pool, TestConfig.of(PoolConfig.class, Map.of()), new SimpleMeterRegistry());
            var done = new Fence(connections, "orders", Duration.ofSeconds(2))
                    .run(leader.bid(1), term, (connection, t) -> 7);
            if (!done.equals(new FencedResult.Committed<>(7, term))) {
                throw new AssertionError("the fence let nobody in: " + done);
            }
        }
    }

    private void ask(String question) throws SQLException {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.createStatement()) {
            statement.execute(question);
        }
    }
}
