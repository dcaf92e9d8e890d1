package io.incumbent.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The lock of whoever changes the schema: an advisory one of the session, tried and never waited for, since a session that
 * waits inside a statement holds a snapshot that gets in the way of the holder.
 */
final class SchemaLock {

    /** One for all of Incumbent in a database: eight letters, {@code incumben}, as a number. */
    static final long KEY = 0x696E_6375_6D62_656EL;

    private static final String TRY = "SELECT pg_try_advisory_lock(" + KEY + ")";

    private static final String RELEASE = "SELECT pg_advisory_unlock(" + KEY + ")";

    /** The server's clock, like everywhere. An application name has 63 bytes; what tells names apart is at their end. */
    private static final String SIGN = """
            SELECT set_config('application_name', 'incumbent ' || right(?, 26) || ' since '
                   || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), false)
            """;

    /** The other half of the key is in {@code classid}; sub-id 1 says that the two belong together. */
    private static final String HOLDER = """
            SELECT l.pid, coalesce(a.application_name, '')
              FROM pg_locks l
              LEFT JOIN pg_stat_activity a USING (pid)
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.classid::bigint = %d AND l.objid::bigint = %d
            """.formatted(KEY >>> 32, KEY & 0xFFFF_FFFFL);

    private SchemaLock() {}

    /** @return {@link Finding.LockGranted} or {@link Finding.LockTaken} */
    static Finding tryLock(Connection connection, String name) throws SQLException {
        if (!yes(connection, TRY)) {
            return new Finding.LockTaken(holder(connection));
        }
        try (var sign = connection.prepareStatement(SIGN)) {
            sign.setString(1, name);
            sign.executeQuery().close();
        }
        return new Finding.LockGranted();
    }

    /** @throws SQLException also if the lock was not this session's any more: then somebody else may have been at work */
    static void release(Connection connection) throws SQLException {
        if (!yes(connection, RELEASE)) {
            throw new SQLException("the schema lock was lost before the schema was validated", "55000");
        }
    }

    /** Empty if it has gone meanwhile. */
    private static Optional<LockHolder> holder(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(HOLDER)) {
            return row.next() ? Optional.of(new LockHolder(row.getInt(1), row.getString(2))) : Optional.empty();
        }
    }

    private static boolean yes(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
