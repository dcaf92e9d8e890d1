package io.incumbent.database.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The isolation and the time limits of one transaction, enforced by the server, so that a paused instance does not block
 * others for longer. Limited are a wait for a lock, a statement, an idle transaction, and the transaction as a whole. The
 * limits end with the transaction and leave nothing in the session.
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

    /** Without it, many short statements could together exceed the limit. */
    private static final String WITH_TRANSACTION_TIMEOUT =
            LIMITS.formatted(", set_config('transaction_timeout', t, true)");

    private static final String BEFORE_17 = LIMITS.formatted("");

    private final String parameter;
    private final String sql;
    private final String sqlBefore17;

    /** @param limit at least one millisecond: to PostgreSQL zero means no limit */
    public TransactionLimits(Duration limit) {
        this(limit, "");
    }

    /** @param statements SQL that follows in the same round trip */
    public TransactionLimits(Duration limit, String statements) {
        this.parameter = limit.toMillis() + "ms";
        this.sql = WITH_TRANSACTION_TIMEOUT + statements;
        this.sqlBefore17 = BEFORE_17 + statements;
    }

    /**
     * The SQL that begins the transaction on this connection, which must not be in autocommit. Its first parameter is
     * {@link #parameter()}. The results of the limits come before those of the statements that follow.
     */
    public String sql(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= 17 ? sql : sqlBefore17;
    }

    /** The limit in PostgreSQL's syntax. */
    public String parameter() {
        return parameter;
    }
}
