package io.incumbent.dispatch.queue;

/** SQL for the column {@code past}: all attempts before the last one. */
final class AttemptHistory {

    /** Only this many of the newest attempts are kept, so that the row of a signal that fails for days does not grow without bound. */
    static final int MAX = 50;

    private AttemptHistory() {}

    /**
     * The SQL expression for the past of row {@code d} with its current attempt appended.
     *
     * @param outcome the outcome of the current attempt: failed, lost or dead
     * @param to SQL expression for the end of the attempt
     * @param detail SQL expression for its detail
     */
    static String appendSql(String outcome, String to, String detail) {
        return """
                CASE WHEN jsonb_array_length(d.past) >= %d THEN d.past - 0 ELSE d.past END
                || jsonb_build_array(jsonb_build_object('attempt', d.attempt, 'by', d.claimed_by, 'term', d.claimed_term,
                       'from', d.claimed_at, 'to', %s, 'outcome', '%s', 'detail', %s))
                """.formatted(MAX, to, outcome, detail).strip();
    }
}
