package io.incumbent.coordinator;

import io.agroal.api.AgroalDataSource;
import io.incumbent.stores.PostgresServer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;

/** Sessions that end between a commit and its answer, once armed. */
final class LostAnswers {

    private final AtomicBoolean armed = new AtomicBoolean();

    void arm() {
        armed.set(true);
    }

    AgroalDataSource on(AgroalDataSource pool) {
        return proxy(AgroalDataSource.class, (_, method, arguments) -> {
            var result = method.invoke(pool, arguments);
            return result instanceof Connection connection ? on(connection) : result;
        });
    }

    private Connection on(Connection connection) {
        return proxy(Connection.class, (_, method, arguments) -> {
            var result = method.invoke(connection, arguments);
            if (method.getName().equals("commit") && armed.getAndSet(false)) {
                int pid = connection.unwrap(PGConnection.class).getBackendPID();
                var url = connection.getMetaData().getURL();
                PostgresServer.execute(url, "SELECT pg_terminate_backend(" + pid + ", 5000)");
                throw new InvocationTargetException(new SQLException("no answer", "08006"));
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return handler.invoke(proxy, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
