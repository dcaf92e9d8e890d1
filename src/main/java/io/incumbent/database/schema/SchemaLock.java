package io.incumbent.database.schema;

import io.incumbent.database.schema.SetupEvent.LockHolder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The schema lock, which an instance holds while it changes the schema: an advisory lock of the session. It is tried and
 * never waited for, since a statement that waits holds a snapshot, which could block the holder.
 */
final class SchemaLock {

    /** One key for all instances in a database: the eight letters {@code incumben} as a number. */
    static final long KEY = 0x696E_6375_6D62_656EL;

    /**
     * Tries the lock, and returns its holder if it is taken. {@code classid} has the upper half of the key,
     * {@code objid} the lower one; {@code objsubid} 1 stands for a key of 64 bits.
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

    /** An application name has at most 63 bytes, so the end of the instance's id is used, which is its random part. */
    private static final String NAME_SESSION = """
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
        try (var statement = connection.prepareStatement(NAME_SESSION)) {
            statement.setString(1, name);
            statement.executeQuery().close();
        }
        return new SetupEvent.LockGranted();
    }

    /** @throws SQLException also if the session did not hold the lock any more, so that another may have migrated, too */
    static void release(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(RELEASE)) {
            if (!row.next() || !row.getBoolean(1)) {
                throw new SQLException("the schema lock was lost before the schema was validated", "55000");
            }
        }
    }

    /** Empty if the holder has released the lock meanwhile. */
    private static Optional<LockHolder> holder(ResultSet row) throws SQLException {
        int pid = row.getInt("pid");
        return row.wasNull() ? Optional.empty() : Optional.of(new LockHolder(pid, row.getString("application")));
    }
}
