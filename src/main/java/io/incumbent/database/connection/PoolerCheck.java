package io.incumbent.database.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * The check whether a pooler, such as PgBouncer, answers in place of the server, and what is not possible then.
 *
 * <p>A pooler sends a cancellation key of its own at login, since a request to cancel must reach the pooler. So the
 * process id of the login is not the one that executes statements. A proxy that only forwards bytes (HAProxy, a tunnel)
 * sends the server's key. A client cannot find out whether a pooler keeps one server connection for it: in transaction
 * mode an idle pooler uses the same each time. So every pooler is treated as one that does not.
 *
 * @param poolerPresent false only if the key came from the server, or if a pooler drew the same number out of four
 *     billion
 * @param namesStatements true if the driver uses named statements on this connection
 */
public record PoolerCheck(boolean poolerPresent, boolean namesStatements) {

    /**
     * Checks by one round trip in autocommit, which leaves nothing in any session.
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
     * The reason why the schema cannot be set up on this connection; empty if it can. Measured with PgBouncer 1.18 in
     * transaction mode: two clients both get the same session lock, and it stays locked when both have gone.
     */
    public Optional<String> whyNoSetup() {
        return poolerPresent
                ? Optional.of(
                        "a pooler answers here, and a lock of a session would belong to every client of its server"
                                + " connection: set incumbent.schema.direct-url to the server itself, or set"
                                + " incumbent.schema.mode=external and run `incumbent migrate` where the server can be reached")
                : Optional.empty();
    }

    /**
     * The reason why a pool cannot use connections like this one; empty if it can. Measured in the same way: a client's
     * S_1 is refused where another client's exists (42P05), or runs the other client's statement. Newer poolers may
     * separate the names, but that depends on their configuration, so it is not checked.
     */
    public Optional<String> whyNoTraffic() {
        return poolerPresent && namesStatements
                ? Optional.of(
                        "a pooler answers here, and a statement that the driver gave a name could run what another"
                                + " client gave the same name: add prepareThreshold=0 to incumbent.database.url")
                : Optional.empty();
    }
}
