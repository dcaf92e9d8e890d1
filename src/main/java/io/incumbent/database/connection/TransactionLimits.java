package io.incumbent.database.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Isolation and time limits of one transaction, enforced by the server, so that an instance that is paused holds up nobody
 * for longer: a wait for a lock, a statement, an idle transaction, and the transaction as a whole. They end with the
 * transaction and leave nothing in the session.
 */
public final class TransactionLimits {

    /**
     * The isolation first: a database may have another by default, and from repeatable read on a statement would not see
     * what was committed while the one before it waited for a lock.
     */
    private static final String LIMITS = """
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            SELECT set_config('lock_timeout', t, true), set_config('statement_timeout', t, true),
                   set_config('idle_in_transaction_session_timeout', t, true)%s
              FROM (SELECT ?::text AS t) limits;
            """;

    /** Without it, many small statements could together take longer than each of them may. */
    private static final String WITH_TRANSACTION_TIMEOUT =
            LIMITS.formatted(", set_config('transaction_timeout', t, true)");

    private static final String BEFORE_17 = LIMITS.formatted("");

    private final String parameter;
    private final String sql;
    private final String sqlBefore17;

    /** @param limit of at least one millisecond: to PostgreSQL zero means none */
    public TransactionLimits(Duration limit) {
        this(limit, "");
    }

    /** @param statements what follows in the same round trip */
    public TransactionLimits(Duration limit, String statements) {
        this.parameter = limit.toMillis() + "ms";
        this.sql = WITH_TRANSACTION_TIMEOUT + statements;
        this.sqlBefore17 = BEFORE_17 + statements;
    }

    /**
     * What a transaction begins with, for the server of this connection; the connection is not in autocommit. The first
     * parameter is {@link #parameter()}, the results of the limits come before those of what follows.
     */
    public String sql(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= 17 ? sql : sqlBefore17;
    }

    /** The limit as PostgreSQL reads it. */
    public String parameter() {
        return parameter;
    }
}
