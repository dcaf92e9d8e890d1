package io.incumbent.dispatch.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Records the outcomes of claims that are still held. */
final class OutcomeStatement {

    /** Completion, the usual outcome, has its own statement: in the general one each row costs a fifth more. */
    private static final String COMPLETE = """
            UPDATE deliveries d
               SET status = 'COMPLETED', finished_at = clock_timestamp(), detail = i.detail
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[]) WITH ORDINALITY AS i (signal, owner, attempt, detail, n)
             WHERE d.signal = i.signal AND d.group_name = ? AND d.status = 'PROCESSING'
               AND d.claimed_by = i.owner AND d.attempt = i.attempt
            RETURNING i.n, d.ordering_key AS ended_key, d.source
            """;

    /** All other outcomes. A signal that is given back is due since the time it was claimed, so it keeps its place in the queue. */
    private static final String SETTLE =
            """
            UPDATE deliveries d
               SET status = CASE WHEN i.outcome <> 'GIVEN_BACK' THEN i.outcome
                                 WHEN d.attempt = 1 THEN 'QUEUED' ELSE 'FAILED' END,
                   attempt = CASE i.outcome WHEN 'GIVEN_BACK' THEN d.attempt - 1 ELSE d.attempt END,
                   claimed_by = CASE WHEN i.outcome <> 'GIVEN_BACK' THEN d.claimed_by END,
                   claimed_term = CASE WHEN i.outcome <> 'GIVEN_BACK' THEN d.claimed_term END,
                   claimed_at = CASE WHEN i.outcome <> 'GIVEN_BACK' THEN d.claimed_at END,
                   due_at = CASE i.outcome WHEN 'FAILED' THEN clock_timestamp() + i.pause * interval '1 millisecond'
                                           WHEN 'GIVEN_BACK' THEN d.claimed_at ELSE d.due_at END,
                   finished_at = CASE i.outcome WHEN 'DEAD' THEN clock_timestamp() END,
                   detail = CASE WHEN i.outcome <> 'GIVEN_BACK' THEN i.detail ELSE d.detail END,
                   past = CASE i.outcome WHEN 'FAILED' THEN %s ELSE d.past END
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::text[]) WITH ORDINALITY
                   AS i (signal, owner, attempt, outcome, pause, detail, n)
             WHERE d.signal = i.signal AND d.group_name = ? AND d.status = 'PROCESSING'
               AND d.claimed_by = i.owner AND d.attempt = i.attempt
            RETURNING i.n, CASE WHEN d.finished_at IS NOT NULL THEN d.ordering_key END AS ended_key, d.source
            """.formatted(AttemptHistory.appendSql("failed", "clock_timestamp()", "i.detail"));

    /** Claims whose same outcome was recorded before: a report was repeated because its answer was lost. */
    private static final String SETTLED_BEFORE = """
            SELECT i.n
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::text[]) WITH ORDINALITY
                   AS i (signal, owner, attempt, outcome, pause, detail, n)
              JOIN deliveries d ON d.signal = i.signal AND d.group_name = ?
             WHERE (d.status = i.outcome AND d.claimed_by = i.owner AND d.attempt = i.attempt)
                OR (i.outcome = 'FAILED' AND d.past @> jsonb_build_array(
                        jsonb_build_object('attempt', i.attempt, 'by', i.owner, 'outcome', 'failed')))
            """;

    /** Releases the first open signal of each key. Its own statement: a signal may have arrived while the one before was locked. */
    private static final String RELEASE = """
            UPDATE deliveries d SET held = false
              FROM unnest(?::text[], ?::text[]) AS k (source, ordering_key)
             CROSS JOIN LATERAL (
                   SELECT e.signal FROM deliveries e
                    WHERE e.group_name = ? AND e.source = k.source AND e.ordering_key = k.ordering_key
                      AND e.status IN ('QUEUED', 'FAILED', 'PROCESSING')
                    ORDER BY e.arrival LIMIT 1) AS first
             WHERE d.signal = first.signal AND d.held
            """;

    private OutcomeStatement() {}

    /**
     * @param held the claims that were still held
     * @param released whether another signal of an ordering key may now be due
     */
    record Settled(Set<ClaimHandle> held, boolean released) {}

    /** An ordering key of a source. */
    private record Key(String source, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySource = source.compareTo(other.source);
            return bySource != 0 ? bySource : name.compareTo(other.name);
        }
    }

    /** Runs in the caller's transaction and does not commit it. */
    static Settled run(Connection connection, String group, Map<ClaimHandle, Outcome> outcomes) throws SQLException {
        var handles = ClaimHandles.of(outcomes.keySet());
        var held = new HashSet<ClaimHandle>();
        var ended = new TreeSet<Key>();
        var completed = handles.filter(handle -> outcomes.get(handle) instanceof Outcome.Completed);
        if (!completed.list().isEmpty()) {
            try (var statement = connection.prepareStatement(COMPLETE)) {
                completed.set(connection, statement, 1);
                statement.setArray(4, details(connection, completed, outcomes));
                statement.setString(5, group);
                read(statement, completed, held, ended);
            }
        }
        var others = handles.filter(handle -> !(outcomes.get(handle) instanceof Outcome.Completed));
        if (!others.list().isEmpty()) {
            try (var statement = connection.prepareStatement(SETTLE)) {
                set(connection, statement, group, others, outcomes);
                read(statement, others, held, ended);
            }
        }
        if (!ended.isEmpty()) {
            release(connection, group, ended);
        }
        if (held.size() < outcomes.size()) {
            held.addAll(settledBefore(connection, group, handles.filter(handle -> !held.contains(handle)), outcomes));
        }
        return new Settled(held, !ended.isEmpty());
    }

    private static void read(PreparedStatement statement, ClaimHandles handles, Set<ClaimHandle> held, Set<Key> ended)
            throws SQLException {
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                held.add(handles.at(rows));
                var key = rows.getString("ended_key");
                if (key != null) {
                    ended.add(new Key(rows.getString("source"), key));
                }
            }
        }
    }

    private static Set<ClaimHandle> settledBefore(
            Connection connection, String group, ClaimHandles handles, Map<ClaimHandle, Outcome> outcomes)
            throws SQLException {
        try (var statement = connection.prepareStatement(SETTLED_BEFORE)) {
            set(connection, statement, group, handles, outcomes);
            return handles.returned(statement);
        }
    }

    private static void release(Connection connection, String group, Set<Key> ended) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", ended.stream().map(Key::source).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", ended.stream().map(Key::name).toArray()));
            statement.setString(3, group);
            statement.executeUpdate();
        }
    }

    private static void set(
            Connection connection,
            PreparedStatement statement,
            String group,
            ClaimHandles handles,
            Map<ClaimHandle, Outcome> outcomes)
            throws SQLException {
        var all = handles.list().stream().map(outcomes::get).toList();
        handles.set(connection, statement, 1);
        statement.setArray(
                4,
                connection.createArrayOf(
                        "text", all.stream().map(OutcomeStatement::code).toArray()));
        statement.setArray(
                5,
                connection.createArrayOf(
                        "int8", all.stream().map(OutcomeStatement::pause).toArray()));
        statement.setArray(6, details(connection, handles, outcomes));
        statement.setString(7, group);
    }

    private static Array details(Connection connection, ClaimHandles handles, Map<ClaimHandle, Outcome> outcomes)
            throws SQLException {
        var details =
                handles.list().stream().map(outcomes::get).map(Outcome::detail).toArray();
        return connection.createArrayOf("text", details);
    }

    private static String code(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed _ -> "COMPLETED";
            case Outcome.Failed _ -> "FAILED";
            case Outcome.Dead _ -> "DEAD";
            case Outcome.GivenBack _ -> "GIVEN_BACK";
        };
    }

    private static Long pause(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.pause().toMillis() : 0L;
    }
}
