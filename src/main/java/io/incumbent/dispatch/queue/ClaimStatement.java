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

/** Claims the signals that have been due longest, in one statement and one round trip. */
final class ClaimStatement {

    /**
     * A query of its own reads the clock, so that the index is searched by its result; {@code now()} would be the begin of a
     * transaction that may have waited since. The claim is committed synchronously even where the database's default is
     * asynchronous: the number of an attempt must never be given twice.
     *
     * <p>Of an ordering key only the first open signal is claimed, and only if none is in progress. A signal whose claim ran out
     * counts as in progress, so it goes first, also before one that a manual retry has made due meanwhile. Rows are updated by
     * their place, passed as an array: the planner expects an array to be short, so it never scans the table, whatever its
     * statistics say. A row that is changed concurrently may be missed; it stays due and is found by the next claim.
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

    private static final String LOST = AttemptHistory.appendSql("lost", "d.due_at", "'no outcome was reported'");

    private static final String ANY = SQL.formatted("?", LOST);

    private final int batch;
    private final String full;

    /**
     * @param batch the number of signals that is claimed under load. The statement for exactly this number contains it as a
     *     literal: with a parameter, the planner would plan each claim anew, which takes a sixth of its time
     */
    ClaimStatement(int batch) {
        this.batch = batch;
        this.full = SQL.formatted(batch, LOST);
    }

    /**
     * The result of a claim.
     *
     * @param takenOver number of signals whose previous claim had ended without an outcome
     * @param lag how long the oldest signal had been due
     */
    record Claimed(List<ClaimedSignal> signals, int takenOver, Duration lag) {}

    /** @param term the term that the transaction is fenced by; empty if it is not fenced */
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
        int takenOver = 0;
        long lagMillis = 0;
        while (rows.next()) {
            signals.add(signal(rows, owner, term));
            takenOver = rows.getInt("lost");
            lagMillis = Math.max(0, rows.getLong("late_millis"));
        }
        return new Claimed(List.copyOf(signals), takenOver, Duration.ofMillis(lagMillis));
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
