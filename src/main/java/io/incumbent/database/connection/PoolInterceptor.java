package io.incumbent.database.connection;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** Sets each connection of the pool for traffic once, when it is opened. */
@Singleton
class PoolInterceptor implements AgroalPoolInterceptor {

    private final PoolSession session;

    PoolInterceptor(PoolConfig config) {
        this.session = new PoolSession(config.statementTimeout(), config.idleInTransactionTimeout());
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        session.begin(connection);
    }
}
