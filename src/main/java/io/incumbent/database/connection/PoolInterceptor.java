package io.incumbent.database.connection;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** The interceptor of the pool for traffic: it sets up each session once, when the connection is opened. */
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
