package io.incumbent.coordinator.ledger;

import io.agroal.api.AgroalPoolInterceptor;
import io.incumbent.database.connection.PoolSession;
import io.incumbent.election.Timing;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;

/**
 * Sets each connection of the election's own pool, when it is opened, so that the server too gives up what nobody waits for
 * any more. Needs no reset: nobody else uses these connections, and no statement of ours changes its session.
 */
@Singleton
@DataSource("coordination")
class CoordinationPoolInterceptor implements AgroalPoolInterceptor {

    private final PoolSession session;

    CoordinationPoolInterceptor(Timing timing) {
        this.session = new PoolSession(timing.callLimit(), timing.callLimit());
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        session.begin(connection);
    }
}
