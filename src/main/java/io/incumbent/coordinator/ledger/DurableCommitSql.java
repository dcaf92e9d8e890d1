package io.incumbent.coordinator.ledger;

/**
 * The durability of one transaction as an SQL expression. With {@code synchronous_commit = off} the server answers before a
 * commit is on its disk, so a crash of it would take back a term that its holder already acts under. With {@code local} a
 * synchronous standby may not have the commit. Stricter settings, such as {@code remote_apply}, stay.
 *
 * <p>The setting is valid until the end of the transaction, whose commit reads it, and leaves nothing in the session. So it
 * works behind a pooler, and its place in the transaction does not matter.
 */
final class DurableCommitSql {

    /** Must be evaluated by the transaction that writes. */
    static final String RAISE = """
            CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
                 THEN set_config('synchronous_commit', 'on', true) END\
            """;

    private DurableCommitSql() {}
}
