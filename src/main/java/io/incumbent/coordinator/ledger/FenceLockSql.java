package io.incumbent.coordinator.ledger;

/**
 * The advisory lock of a group's fence as SQL expressions: shared for fenced work, exclusive for a claim. It belongs to
 * the transaction, so it is released with it. {@code Fence} has the reasons for an advisory lock.
 *
 * <p>Each method takes the SQL expression of the group's name, not the name itself.
 */
public final class FenceLockSql {

    /**
     * Those who hold the lock, the one with the oldest transaction first; a session without one counts from its last change
     * of state. Parameters: the group's name, and a process that is left out. Of sessions of other roles the server hides
     * state and times, unless our role has {@code pg_read_all_stats}; a prepared transaction has no process.
     */
    static final String HOLDERS = """
            SELECT l.pid, a.application_name, a.usename, a.state, coalesce(a.xact_start, a.state_change) AS since,
                   count(*) OVER () AS holders
              FROM (SELECT %s AS lock FROM (SELECT ?::text AS group_name) g) k
              JOIN pg_locks l
                ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (l.classid::bigint << 32) | l.objid::bigint = k.lock
              LEFT JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.pid IS DISTINCT FROM ?::int
             ORDER BY since NULLS LAST, l.pid
            """.formatted(key("g.group_name"));

    private FenceLockSql() {}

    /**
     * The number of a group's lock. Its seed is the table itself, so that installations in other schemas of the same
     * database do not wait for each other.
     */
    static String key(String group) {
        return "hashtextextended(" + group + ", 'leadership'::regclass::oid::bigint)";
    }

    /** Waits for a claim that holds the lock or came first. */
    public static String shared(String group) {
        return "pg_advisory_xact_lock_shared(" + key(group) + ")";
    }

    /** Waits for all fenced work that holds the lock, and for none that comes later. */
    public static String exclusive(String group) {
        return "pg_advisory_xact_lock(" + key(group) + ")";
    }

    /** True if the exclusive lock was free; does not wait. */
    static String tryExclusive(String group) {
        return "pg_try_advisory_xact_lock(" + key(group) + ")";
    }
}
