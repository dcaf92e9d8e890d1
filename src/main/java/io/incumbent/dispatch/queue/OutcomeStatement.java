package io.incumbent.dispatch.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what became of claims, if they are still ours. */
final class OutcomeStatement {

    /** What nearly all come to has a statement of its own: in that for all kinds each row costs a fifth more. */
    private static final String COMPLETE = """
            UPDATE deliveries d
               SET status = 'COMPLETED', finished_at = clock_timestamp(), detail = i.detail
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[]) WITH ORDINALITY AS i (signal, owner, attempt, detail, n)
             WHERE d.signal = i.signal AND d.group_name = ? AND d.status = 'PROCESSING'
               AND d.claimed_by = i.owner AND d.attempt = i.attempt
            RETURNING i.n, d.ordering_key AS ended_key, d.source
            """;

    /** All other kinds. What is given back keeps its place in the queue: the time it was claimed. */
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

    /** Those whose same outcome was written down before: the answer to that was lost. */
    private static final String SETTLED_BEFORE = """
            SELECT i.n
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::text[]) WITH ORDINALITY
                   AS i (signal, owner, attempt, outcome, pause, detail, n)
              JOIN deliveries d ON d.signal = i.signal AND d.group_name = ?
             WHERE (d.status = i.outcome AND d.claimed_by = i.owner AND d.attempt = i.attempt)
                OR (i.outcome = 'FAILED' AND d.past @> jsonb_build_array(
                        jsonb_build_object('attempt', i.attempt, 'by', i.owner, 'outcome', 'failed')))
            """;

    /** The first of each key that is open now, by a statement of its own: one may have come while the other was locked. */
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
     * @param ours those that were still ours
     * @param released whether another one of an ordering key may now be due
     */
    record Settled(Set<ClaimHandle> ours, boolean released) {}

    /** An ordering key of a source. */
    private record Key(String source, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySource = source.compareTo(other.source);
            return bySource != 0 ? bySource : name.compareTo(other.name);
        }
    }

    /** Inside a transaction, whose commit is the caller's. */
    static Settled run(Connection connection, String group, Map<ClaimHandle, Outcome> outcomes) throws SQLException {
        var handles = ClaimHandles.of(outcomes.keySet());
        var ours = new HashSet<ClaimHandle>();
        var ended = new TreeSet<Key>();
        var completed = handles.only(handle -> outcomes.get(handle) instanceof Outcome.Completed);
        if (!completed.list().isEmpty()) {
            try (var statement = connection.prepareStatement(COMPLETE)) {
                completed.set(connection, statement, 1);
                statement.setArray(4, details(connection, completed, outcomes));
                statement.setString(5, group);
                read(statement, completed, ours, ended);
            }
        }
        var others = handles.only(handle -> !(outcomes.get(handle) instanceof Outcome.Completed));
        if (!others.list().isEmpty()) {
            try (var statement = connection.prepareStatement(SETTLE)) {
                set(connection, statement, group, others, outcomes);
                read(statement, others, ours, ended);
            }
        }
        if (!ended.isEmpty()) {
            release(connection, group, ended);
        }
        if (ours.size() < outcomes.size()) {
            ours.addAll(settledBefore(connection, group, handles.only(handle -> !ours.contains(handle)), outcomes));
        }
        return new Settled(ours, !ended.isEmpty());
    }

    private static void read(PreparedStatement statement, ClaimHandles handles, Set<ClaimHandle> ours, Set<Key> ended)
            throws SQLException {
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                ours.add(handles.at(rows));
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
            return handles.answered(statement);
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
