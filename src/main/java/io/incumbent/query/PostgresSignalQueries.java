package io.incumbent.query;

import io.incumbent.signal.DeliveryStatus;
import io.incumbent.signal.SignalBody;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** The queries for signals in PostgreSQL. */
@Singleton
class PostgresSignalQueries implements SignalQueries {

    private static final String ENTRY = """
            SELECT s.id, s.source, s.key, d.ordering_key, d.status, s.received_at, s.received_by, s.received_term, d.due_at,
                   d.attempt, d.finished_at, d.detail""";

    /** One row for each earlier attempt, and the body in the first of them only, since it may be large. */
    private static final String ONE = ENTRY + """
            , s.content_type, CASE WHEN coalesce(p.n, 1) = 1 THEN s.body END AS body, d.claimed_by, d.claimed_term, d.claimed_at,
                   p.attempt AS past_attempt, p.owner, p.term, p.since, p.until, p.outcome, p.past_detail
              FROM signals s
              JOIN deliveries d ON d.signal = s.id
              LEFT JOIN LATERAL ROWS FROM (jsonb_to_recordset(d.past) AS (attempt integer, "by" text, term bigint,
                        "from" timestamptz, "to" timestamptz, outcome text, detail text)) WITH ORDINALITY
                        AS p (attempt, owner, term, since, until, outcome, past_detail, n) ON true
             WHERE s.id = ? AND s.group_name = ?
             ORDER BY p.n
            """;

    private static final String SOME = ENTRY + """

              FROM deliveries d
              JOIN signals s ON s.id = d.signal
             WHERE d.group_name = ? AND s.group_name = ?
            """;

    private static final String EXISTS = """
            SELECT FROM signals WHERE id = ? AND group_name = ?
            """;

    private final QueryRunner runner;

    PostgresSignalQueries(QueryRunner runner) {
        this.runner = runner;
    }

    @Override
    public boolean exists(UUID id) {
        return !runner.ask(EXISTS, of(id), _ -> id).isEmpty();
    }

    @Override
    public Optional<Details> read(UUID id) {
        var rows = runner.ask(ONE, of(id), SignalRow::read);
        return rows.stream().findFirst().map(first -> {
            var past = rows.stream().flatMap(row -> row.past().stream());
            var attempts = Stream.concat(past, first.present().stream()).toList();
            return new Details(first.entry(), first.contentType(), first.body(), attempts);
        });
    }

    @Override
    public List<Entry> newest(Filter filter, int limit) {
        return runner.ask(
                sql(filter),
                statement -> {
                    statement.setString(1, runner.group());
                    statement.setString(2, runner.group());
                    int next = 3;
                    if (filter.source().isPresent()) {
                        statement.setString(next++, filter.source().get());
                    }
                    if (filter.before().isPresent()) {
                        statement.setObject(next++, filter.before().get());
                    }
                    statement.setInt(next, limit);
                },
                PostgresSignalQueries::entry);
    }

    private QueryRunner.Binder of(UUID id) {
        return statement -> {
            statement.setObject(1, id);
            statement.setString(2, runner.group());
        };
    }

    /** The status is a literal in the statement, so that the planner can use the partial index for it. */
    private static String sql(Filter filter) {
        return SOME
                + filter.status()
                        .map(status -> "   AND d.status = '" + status.name() + "'\n")
                        .orElse("")
                + filter.source().map(_ -> "   AND s.source = ?\n").orElse("")
                + filter.before().map(_ -> "   AND d.signal < ?\n").orElse("")
                + " ORDER BY d.signal DESC LIMIT ?";
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getString("source"),
                row.getString("key"),
                Optional.ofNullable(row.getString("ordering_key")),
                row.getString("status"),
                instant(row, "received_at").orElseThrow(),
                row.getString("received_by"),
                number(row, "received_term"),
                instant(row, "due_at").orElseThrow(),
                row.getInt("attempt"),
                instant(row, "finished_at"),
                Optional.ofNullable(row.getString("detail")));
    }

    /** @param past the earlier attempt of this row, if there is one */
    private record SignalRow(
            Entry entry,
            Optional<String> contentType,
            SignalBody body,
            Optional<Details.Attempt> past,
            Optional<Details.Attempt> present) {

        static SignalRow read(ResultSet row) throws SQLException {
            var entry = PostgresSignalQueries.entry(row);
            return new SignalRow(
                    entry,
                    Optional.ofNullable(row.getString("content_type")),
                    new SignalBody(Optional.ofNullable(row.getBytes("body")).orElse(new byte[0])),
                    past(row),
                    present(row, entry));
        }

        private static Optional<Details.Attempt> past(ResultSet row) throws SQLException {
            if (row.getString("outcome") == null) {
                return Optional.empty();
            }
            return Optional.of(new Details.Attempt(
                    row.getInt("past_attempt"),
                    row.getString("owner"),
                    number(row, "term"),
                    instant(row, "since").orElseThrow(),
                    instant(row, "until"),
                    row.getString("outcome"),
                    Optional.ofNullable(row.getString("past_detail"))));
        }

        /**
         * The last attempt is in the columns until the next begins; a failed attempt is in {@code past} already. What the
         * columns mean in a status of a newer release is not known, so nothing is said of them.
         */
        private static Optional<Details.Attempt> present(ResultSet row, Entry entry) throws SQLException {
            var status = DeliveryStatus.of(entry.status());
            if (status.isEmpty()) {
                return Optional.empty();
            }
            return switch (status.get()) {
                case QUEUED, FAILED -> Optional.empty();
                case PROCESSING, COMPLETED, DEAD ->
                    Optional.of(new Details.Attempt(
                            entry.attempt(),
                            row.getString("claimed_by"),
                            number(row, "claimed_term"),
                            instant(row, "claimed_at").orElseThrow(),
                            entry.finishedAt(),
                            entry.status().toLowerCase(Locale.ROOT),
                            entry.finishedAt().flatMap(_ -> entry.detail())));
            };
        }
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
