package io.incumbent.database.connection;

import io.agroal.api.AgroalDataSource;
import io.incumbent.stores.PostgresServer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/** A pool whose connections are ended by the server after a commit took effect and before the answer is there. */
public final class LostCommitAnswers {

    private final BooleanSupplier loses;
    private final AtomicInteger lost = new AtomicInteger();

    /** @param loses asked at each commit, also that of a query in autocommit */
    public LostCommitAnswers(BooleanSupplier loses) {
        this.loses = loses;
    }

    /** How many answers were lost until now. */
    public int lost() {
        return lost.get();
    }

    public AgroalDataSource around(AgroalDataSource pool) {
        return proxy(
                AgroalDataSource.class,
                pool,
                (method, result) -> method.equals("getConnection") ? around((Connection) result) : result);
    }

    private Connection around(Connection connection) {
        return proxy(Connection.class, connection, (method, result) -> {
            if (method.equals("commit")) {
                committed(connection);
            }
            return method.equals("prepareStatement") ? around((PreparedStatement) result, connection) : result;
        });
    }

    private PreparedStatement around(PreparedStatement statement, Connection connection) {
        return proxy(PreparedStatement.class, statement, (method, result) -> {
            if (method.equals("executeQuery") && connection.getAutoCommit()) {
                committed(connection);
            }
            return result;
        });
    }

    private void committed(Connection connection) throws SQLException {
        if (loses.getAsBoolean()) {
            lost.incrementAndGet();
            var url = connection.getMetaData().getURL();
            int backend = connection.unwrap(PGConnection.class).getBackendPID();
            PostgresServer.execute(url, "SELECT pg_terminate_backend(" + backend + ", 5000)");
            throw new SQLException("no answer", "08006");
        }
    }

    /** Makes the result of a call from what the real object returned, or fails in its place. */
    @FunctionalInterface
    private interface ResultMapper {
        Object map(String method, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, ResultMapper mapper) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return mapper.map(method.getName(), method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
