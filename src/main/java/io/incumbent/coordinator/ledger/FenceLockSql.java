package io.incumbent.coordinator.ledger;

/**
 * The advisory lock of a group's fence as SQL expressions: shared for fenced work, exclusive for a claim. It belongs to
 * the transaction, so it is released with it. {@code Fence} has the reasons for an advisory lock.
 *
 * <p>Each method takes the SQL expression of the group's name, not the name itself.
 */
public final class FenceLockSql {

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
