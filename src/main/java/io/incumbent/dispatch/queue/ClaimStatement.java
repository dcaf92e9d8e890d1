package io.incumbent.dispatch.queue;

import io.incumbent.election.Term;
import io.incumbent.signal.SignalBody;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes those that are due longest: one statement, one round trip. */
final class ClaimStatement {

    /**
     * The clock is asked by a query of its own, so that the index is searched by the answer; {@code now()} would tell when
     * a transaction began that may have waited since. The claim outlives a crash of the server even where commits may
     * otherwise be lost: the number of an attempt must never be given twice.
     *
     * <p>Of an ordering key only the first that is open is taken, and that only if none is in flight; one whose claim ran out
     * counts as in flight, so it goes first, also before one that an operator has brought back meanwhile. Rows are updated
     * where they were found: as an array, of which the planner believes that it is short, so it never reads the whole
     * table, whatever it knows of it. One that was changed at this very moment may be missed, and is due again at once.
     */
    private static final String SQL = """
            WITH asked AS MATERIALIZED (
                SELECT clock_timestamp() AS at, CASE WHEN current_setting('synchronous_commit') = 'off'
                                                     THEN set_config('synchronous_commit', 'on', true) END AS durable),
            due AS MATERIALIZED (
                SELECT d.ctid AS place, d.due_at, d.status
                  FROM deliveries d
                 WHERE d.group_name = ? AND d.status IN ('QUEUED', 'FAILED', 'PROCESSING') AND NOT d.held
                   AND d.due_at <= (SELECT at FROM asked)
                   AND (d.ordering_key IS NULL OR d.status = 'PROCESSING' OR NOT (
                           EXISTS (SELECT FROM deliveries e
                                    WHERE e.group_name = d.group_name AND e.source = d.source
                                      AND e.ordering_key = d.ordering_key AND e.arrival < d.arrival
                                      AND e.status IN ('QUEUED', 'FAILED', 'PROCESSING'))
                           OR EXISTS (SELECT FROM deliveries e
                                       WHERE e.group_name = d.group_name AND e.source = d.source
                                         AND e.ordering_key = d.ordering_key AND e.arrival > d.arrival
                                         AND e.status = 'PROCESSING')))
                 ORDER BY d.due_at, d.arrival
                 LIMIT %s
                   FOR UPDATE OF d SKIP LOCKED),
            claimed AS (
                UPDATE deliveries d
                   SET status = 'PROCESSING', attempt = d.attempt + 1, claimed_by = ?, claimed_term = ?,
                       claimed_at = clock_timestamp(),
                       due_at = clock_timestamp() + ?::bigint * interval '1 millisecond',
                       past = CASE WHEN d.status = 'PROCESSING' THEN %s ELSE d.past END
                 WHERE d.ctid = ANY (ARRAY(SELECT place FROM due))
                RETURNING d.signal, d.attempt, d.ordering_key, d.arrival)
            SELECT s.id, c.attempt, s.source, s.key, c.ordering_key, s.content_type, s.body,
                   (1000 * extract(epoch FROM a.at - s.received_at))::bigint AS age_millis,
                   (SELECT count(*) FROM due WHERE status = 'PROCESSING') AS lost,
                   (1000 * extract(epoch FROM a.at - (SELECT min(due_at) FROM due)))::bigint AS late_millis
              FROM asked a CROSS JOIN claimed c JOIN signals s ON s.id = c.signal
             ORDER BY c.arrival
            """;

    private static final String LOST = AttemptHistory.appendSql("lost", "d.due_at", "'nobody reported an outcome'");

    private static final String ANY = SQL.formatted("?", LOST);

    private final int batch;
    private final String full;

    /**
     * @param batch most that is claimed at once while there is plenty to do. The statement for exactly that has the number
     *     written into it: a planner that is not told how many are wanted plans each claim anew, a sixth of its time
     */
    ClaimStatement(int batch) {
        this.batch = batch;
        this.full = SQL.formatted(batch, LOST);
    }

    /**
     * What was taken.
     *
     * @param takenOver how many of them were taken over from a claim that had run out
     * @param lag for how long the oldest had been due
     */
    record Claimed(List<ClaimedSignal> signals, int takenOver, Duration lag) {}

    /** @param term that the transaction is fenced by; empty if it is not */
    Claimed run(Connection connection, String group, String owner, Optional<Term> term, int max, Duration lease)
            throws SQLException {
        try (var statement = connection.prepareStatement(max == batch ? full : ANY)) {
            int last = 0;
            statement.setString(++last, group);
            if (max != batch) {
                statement.setInt(++last, max);
            }
            statement.setString(++last, owner);
            statement.setObject(++last, term.map(Term::number).orElse(null), Types.BIGINT);
            statement.setLong(++last, lease.toMillis());
            try (var rows = statement.executeQuery()) {
                return read(rows, owner, term);
            }
        }
    }

    private static Claimed read(ResultSet rows, String owner, Optional<Term> term) throws SQLException {
        var signals = new ArrayList<ClaimedSignal>();
        int lost = 0;
        long late = 0;
        while (rows.next()) {
            signals.add(signal(rows, owner, term));
            lost = rows.getInt("lost");
            late = Math.max(0, rows.getLong("late_millis"));
        }
        return new Claimed(List.copyOf(signals), lost, Duration.ofMillis(late));
    }

    private static ClaimedSignal signal(ResultSet row, String owner, Optional<Term> term) throws SQLException {
        return new ClaimedSignal(
                new ClaimHandle(row.getObject("id", UUID.class), owner, row.getInt("attempt")),
                row.getString("source"),
                row.getString("key"),
                Optional.ofNullable(row.getString("ordering_key")),
                Optional.ofNullable(row.getString("content_type")),
                new SignalBody(row.getBytes("body")),
                Duration.ofMillis(Math.max(0, row.getLong("age_millis"))),
                term);
    }
}
