package io.incumbent.database.schema;

import io.incumbent.database.schema.SetupEvent.LockHolder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The lock of whoever changes the schema: an advisory one of the session, tried and never waited for, since a session that
 * waits inside a statement holds a snapshot that gets in the way of the holder.
 */
final class SchemaLock {

    /** One for all of Incumbent in a database: eight letters, {@code incumben}, as a number. */
    static final long KEY = 0x696E_6375_6D62_656EL;

    /**
     * Also who has it, if it was not to be had. The other half of a key is in {@code classid}; sub-id 1 says that the two
     * belong together.
     */
    private static final String TRY = """
            SELECT t.granted, l.pid, coalesce(a.application_name, '') AS application
              FROM (SELECT pg_try_advisory_lock(%d) AS granted) t
              LEFT JOIN pg_locks l
                ON NOT t.granted AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.classid::bigint = %d AND l.objid::bigint = %d
              LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            """.formatted(KEY, KEY >>> 32, KEY & 0xFFFF_FFFFL);

    private static final String RELEASE = "SELECT pg_advisory_unlock(" + KEY + ")";

    /** The server's clock, like everywhere. An application name has 63 bytes; what tells names apart is at their end. */
    private static final String SIGN = """
            SELECT set_config('application_name', 'incumbent ' || right(?, 26) || ' since '
                   || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), false)
            """;

    private SchemaLock() {}

    /** @return {@link SetupEvent.LockGranted} or {@link SetupEvent.LockTaken} */
    static SetupEvent tryLock(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(TRY)) {
            row.next();
            if (!row.getBoolean("granted")) {
                return new SetupEvent.LockTaken(holder(row));
            }
        }
        try (var sign = connection.prepareStatement(SIGN)) {
            sign.setString(1, name);
            sign.executeQuery().close();
        }
        return new SetupEvent.LockGranted();
    }

    /** @throws SQLException also if the lock was not this session's any more: then somebody else may have been at work */
    static void release(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(RELEASE)) {
            if (!row.next() || !row.getBoolean(1)) {
                throw new SQLException("the schema lock was lost before the schema was validated", "55000");
            }
        }
    }

    /** Empty if it has gone meanwhile. */
    private static Optional<LockHolder> holder(ResultSet row) throws SQLException {
        int pid = row.getInt("pid");
        return row.wasNull() ? Optional.empty() : Optional.of(new LockHolder(pid, row.getString("application")));
    }
}
