package io.incumbent.dispatch.queue;

/** SQL for column {@code past}: the attempts that were not the last. */
final class AttemptHistory {

    /** How many are kept, the newest; a signal that fails for days should not make its row grow without end. */
    static final int MAX = 50;

    private AttemptHistory() {}

    /**
     * The past of row {@code d}, its present attempt added to it.
     *
     * @param outcome what that came to: failed or lost
     * @param to SQL expression: when it ended
     * @param detail SQL expression: what is to be said of it
     */
    static String appendSql(String outcome, String to, String detail) {
        return """
                CASE WHEN jsonb_array_length(d.past) >= %d THEN d.past - 0 ELSE d.past END
                || jsonb_build_array(jsonb_build_object('attempt', d.attempt, 'by', d.claimed_by, 'term', d.claimed_term,
                       'from', d.claimed_at, 'to', %s, 'outcome', '%s', 'detail', %s))
                """.formatted(MAX, to, outcome, detail).strip();
    }
}
