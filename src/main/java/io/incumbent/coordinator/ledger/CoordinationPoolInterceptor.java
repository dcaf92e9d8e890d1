package io.incumbent.coordinator.ledger;

import io.agroal.api.AgroalPoolInterceptor;
import io.incumbent.database.connection.PoolSession;
import io.incumbent.election.Timing;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;

/**
 * The interceptor of the election's own pool: it sets the time limits of each new session, so that the server, too, ends
 * a statement after its time limit. No reset follows, since no statement on these connections changes the session.
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
