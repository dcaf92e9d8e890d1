package io.incumbent.intake;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Term;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Types;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements that store signals, one group at a time.
 *
 * <p>Every instance inserts keys in the same order, so two groups with the same keys cannot deadlock. Deliveries are inserted in
 * the order of the group, because their numbers are the order of arrival. A signal that is not inserted is a duplicate or a
 * conflict. A second statement reads the stored signal, because the snapshot of the first is older than the transactions
 * that it waited for.
 */
@Singleton
class IdempotentInsert {

    /** A signal to be stored, and its id if it is new. */
    record Row(UUID id, NewSignal signal) {}

    /** The result of storing a {@link Row}. */
    sealed interface Stored {

        /** The signal is new and stored. */
        record Inserted(UUID id) implements Stored {}

        /** A signal with the same key and the same body was stored before, as {@code id}. */
        record SameBody(UUID id) implements Stored {}

        /** A signal with the same key and another body was stored before, as {@code id}. */
        record OtherBody(UUID id) implements Stored {}
    }

    /** Overrides asynchronous commit where it is the database's default: a signal is accepted only after its commit is durable. */
    private static final String DURABLE = """
            SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
            """;

    private static final String INSERT = DURABLE + """
            WITH input AS (
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[])
                    WITH ORDINALITY AS t (id, source, key, digest, body, content_type, ordering_key, place)
            ), stored AS (
                INSERT INTO signals (id, group_name, source, key, body_digest, body, content_type, received_by, received_term)
                SELECT id, ?, source, key, digest, body, content_type, ?, ? FROM input
                 ORDER BY source COLLATE "C", key COLLATE "C", place
                    ON CONFLICT (group_name, source, key) DO NOTHING
                RETURNING id
            )
            INSERT INTO deliveries (signal, group_name, source, ordering_key, held)
            SELECT i.id, ?, i.source, i.ordering_key, %s
              FROM input i JOIN stored USING (id)
             ORDER BY i.place
            RETURNING signal
            """;

    private static final String UNORDERED = INSERT.formatted("false");

    /** A signal is held while an earlier one of its ordering key, visible or of the same group, is neither completed nor given up. */
    private static final String ORDERED = INSERT.formatted("""
            i.ordering_key IS NOT NULL
                AND (row_number() OVER (PARTITION BY i.source, i.ordering_key ORDER BY i.place) > 1
                     OR EXISTS (SELECT 1 FROM deliveries d
                                 WHERE d.group_name = ? AND d.source = i.source AND d.ordering_key = i.ordering_key
                                   AND d.status IN ('QUEUED', 'FAILED', 'PROCESSING')))""");

    private static final String EXISTING = """
            SELECT i.place, s.id, s.body_digest
              FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS i (source, key, place)
              JOIN signals s ON s.group_name = ? AND s.source = i.source AND s.key = i.key
            """;

    /** Retention may remove the stored signal between the two statements; then the repeat is inserted as new. Bounded, to end always. */
    private static final int ROUNDS_MAX = 3;

    private final InstanceIdentity identity;

    IdempotentInsert(InstanceIdentity identity) {
        this.identity = identity;
    }

    /**
     * Stores the new signals of a group, within the transaction of this connection.
     *
     * @param group in order of arrival
     * @param term the term that the transaction is fenced by; empty if it is not
     * @return the result of each row, in the same order
     */
    List<Stored> store(Connection connection, List<Row> group, Optional<Term> term) throws SQLException {
        if (!identity.registered()) {
            throw new SQLTransientException("this instance is not registered yet, so it may not name itself", "57P03");
        }
        var outcomes = new HashMap<UUID, Stored>();
        var remaining = group;
        for (int round = 0; !remaining.isEmpty(); round++) {
            if (round == ROUNDS_MAX) {
                throw new SQLTransientException("signals with these keys are removed and stored concurrently", "40001");
            }
            insert(connection, remaining, term).forEach(id -> outcomes.put(id, new Stored.Inserted(id)));
            outcomes.putAll(existing(connection, without(remaining, outcomes.keySet())));
            remaining = without(remaining, outcomes.keySet());
        }
        return group.stream()
                .flatMap(row -> Optional.ofNullable(outcomes.get(row.id())).stream())
                .toList();
    }

    private static List<Row> without(List<Row> rows, Set<UUID> known) {
        return rows.stream().filter(row -> !known.contains(row.id())).toList();
    }

    private Set<UUID> insert(Connection connection, List<Row> rows, Optional<Term> term) throws SQLException {
        boolean ordered =
                rows.stream().anyMatch(row -> row.signal().orderingKey().isPresent());
        try (var statement = connection.prepareStatement(ordered ? ORDERED : UNORDERED)) {
            int last = fill(statement, connection, rows);
            statement.setString(++last, identity.group());
            statement.setString(++last, identity.instance());
            statement.setObject(++last, term.map(Term::number).orElse(null), Types.BIGINT);
            statement.setString(++last, identity.group());
            if (ordered) {
                statement.setString(++last, identity.group());
            }
            statement.execute();
            statement.getMoreResults(); // skips the result of DURABLE
            var stored = new HashSet<UUID>();
            try (var result = statement.getResultSet()) {
                while (result.next()) {
                    stored.add(result.getObject(1, UUID.class));
                }
            }
            return stored;
        }
    }

    private static int fill(PreparedStatement statement, Connection connection, List<Row> rows) throws SQLException {
        int last = 0;
        statement.setArray(++last, ids(connection, rows));
        statement.setArray(++last, texts(connection, rows, NewSignal::source));
        statement.setArray(++last, texts(connection, rows, NewSignal::key));
        statement.setArray(++last, bytes(connection, rows, NewSignal::bodyDigest));
        statement.setArray(++last, bytes(connection, rows, s -> s.body().bytes()));
        statement.setArray(++last, texts(connection, rows, s -> s.contentType().orElse(null)));
        statement.setArray(++last, texts(connection, rows, s -> s.orderingKey().orElse(null)));
        return last;
    }

    private Map<UUID, Stored> existing(Connection connection, List<Row> repeats) throws SQLException {
        if (repeats.isEmpty()) {
            return Map.of();
        }
        try (var statement = connection.prepareStatement(EXISTING)) {
            statement.setArray(1, texts(connection, repeats, NewSignal::source));
            statement.setArray(2, texts(connection, repeats, NewSignal::key));
            statement.setString(3, identity.group());
            var found = new HashMap<UUID, Stored>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    var repeat = repeats.get(result.getInt(1) - 1);
                    found.put(repeat.id(), compare(repeat, result));
                }
            }
            return found;
        }
    }

    private static Stored compare(Row repeat, ResultSet existing) throws SQLException {
        var id = existing.getObject(2, UUID.class);
        boolean same = Arrays.equals(existing.getBytes(3), repeat.signal().bodyDigest());
        return same ? new Stored.SameBody(id) : new Stored.OtherBody(id);
    }

    private static Array texts(Connection connection, List<Row> rows, Function<NewSignal, @Nullable String> text)
            throws SQLException {
        var texts = new @Nullable Object[rows.size()];
        Arrays.setAll(texts, i -> text.apply(rows.get(i).signal()));
        return connection.createArrayOf("text", texts);
    }

    private static Array bytes(Connection connection, List<Row> rows, Function<NewSignal, byte[]> bytesOf)
            throws SQLException {
        var bytes = new byte[rows.size()][];
        Arrays.setAll(bytes, i -> bytesOf.apply(rows.get(i).signal()));
        return connection.createArrayOf("bytea", bytes);
    }

    private static Array ids(Connection connection, List<Row> rows) throws SQLException {
        return connection.createArrayOf("uuid", rows.stream().map(Row::id).toArray());
    }
}
