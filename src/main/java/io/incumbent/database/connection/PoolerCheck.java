package io.incumbent.database.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * Whether a pooler, such as PgBouncer, answers in place of the server, and what that forbids.
 *
 * <p>A pooler greets with a key of its own, since whoever cancels must find the pooler; so the process that greeted is not
 * the one that works for us. Whatever merely passes bytes on (HAProxy, a tunnel) greets with the server's. Whether a pooler
 * keeps one server connection for us cannot be seen from here: in transaction mode a quiet one gives the same each time.
 * So each is taken for one that does not.
 *
 * @param poolerPresent false only if the greeting came from the server, or a pooler drew the right number out of four billion
 * @param namesStatements whether the driver will give names to statements on this connection
 */
public record PoolerCheck(boolean poolerPresent, boolean namesStatements) {

    /**
     * One round trip in autocommit, which leaves nothing behind wherever it ends up.
     *
     * @param connection of the PostgreSQL driver or around one of it, in autocommit
     */
    public static PoolerCheck seen(Connection connection) throws SQLException {
        var driver = connection.unwrap(PGConnection.class);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return new PoolerCheck(driver.getBackendPID() != rows.getInt(1), driver.getPrepareThreshold() != 0);
        }
    }

    /**
     * Why initialisation may not take place on this connection. Measured with PgBouncer 1.18 in transaction mode: two
     * clients both get the same session lock, and it stays locked when both have gone.
     */
    public Optional<String> whyNoSetup() {
        return poolerPresent
                ? Optional.of("a pooler answers here, and a lock of a session would belong to whoever shares its server"
                        + " connection: set incumbent.schema.direct-url to the server itself, or set"
                        + " incumbent.schema.mode=external and run `incumbent migrate` where the server can be reached")
                : Optional.empty();
    }

    /**
     * Why a pool may not be filled with connections like this one. Measured as above: a client's S_1 is refused where
     * another's is (42P05), or runs the statement that another client named so. That a newer pooler may keep the names
     * apart is not asked for: it may be set not to tomorrow, and ours cannot.
     */
    public Optional<String> whyNoTraffic() {
        return poolerPresent && namesStatements
                ? Optional.of(
                        "a pooler answers here, and a statement that the driver gave a name could run what another"
                                + " client gave the same name: add prepareThreshold=0 to incumbent.database.url")
                : Optional.empty();
    }
}
