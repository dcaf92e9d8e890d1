package io.incumbent.database.schema;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The validator that compares the schema with the parts that the code uses. */
final class SchemaValidator {

    /**
     * Compares types by their numbers. Their text depends on settings of the role: with {@code quote_all_identifiers} it is
     * {@code "text"}.
     */
    private static final String MISSING_COLUMNS = """
            SELECT e.tab || '.' || e.col || ' ' || e.typ
              FROM unnest(?, ?, ?) AS e (tab, col, typ)
              LEFT JOIN pg_attribute a
                ON a.attrelid = to_regclass(e.tab) AND a.attname = e.col AND NOT a.attisdropped
               AND a.atttypid = to_regtype(e.typ) AND a.atttypmod = -1
             WHERE a.attrelid IS NULL
            """;

    /** An index whose creation failed exists but is not valid. */
    private static final String MISSING_INDEXES = """
            SELECT 'index ' || e.name
              FROM unnest(?) AS e (name)
              LEFT JOIN pg_index i ON i.indexrelid = to_regclass(e.name) AND i.indisvalid
             WHERE i.indexrelid IS NULL
            """;

    private static final String MISSING_RIGHTS = """
            SELECT e.privilege || ' on ' || e.tab
              FROM unnest(?, ?) AS e (tab, privilege)
             WHERE NOT has_table_privilege(to_regclass(e.tab), e.privilege)
            """;

    private SchemaValidator() {}

    /** The parts of the schema that are missing. */
    sealed interface Mismatch {
        List<String> missing();

        /** The schema does not match its history. */
        record Parts(List<String> missing) implements Mismatch {}

        /** The schema is complete, but the user lacks rights. */
        record Rights(List<String> missing) implements Mismatch {}
    }

    /** Empty if the schema has all that the code uses. */
    static Optional<Mismatch> mismatch(Connection connection) throws SQLException {
        var columns = ExpectedSchema.COLUMNS;
        var parts = new ArrayList<>(missing(
                connection,
                MISSING_COLUMNS,
                columns.stream().map(ExpectedSchema.Column::table),
                columns.stream().map(ExpectedSchema.Column::name),
                columns.stream().map(ExpectedSchema.Column::type)));
        parts.addAll(missing(connection, MISSING_INDEXES, ExpectedSchema.INDEXES.stream()));
        if (!parts.isEmpty()) {
            return Optional.of(new Mismatch.Parts(parts));
        }
        var rights = missing(
                connection,
                MISSING_RIGHTS,
                ExpectedSchema.singleRights().map(ExpectedSchema.Right::table),
                ExpectedSchema.singleRights().map(ExpectedSchema.Right::privileges));
        return rights.isEmpty() ? Optional.empty() : Optional.of(new Mismatch.Rights(rights));
    }

    @SafeVarargs
    private static List<String> missing(Connection connection, String sql, Stream<String>... expected)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < expected.length; i++) {
                statement.setArray(i + 1, array(connection, expected[i]));
            }
            try (var row = statement.executeQuery()) {
                var missing = new ArrayList<String>();
                while (row.next()) {
                    missing.add(row.getString(1));
                }
                return missing;
            }
        }
    }

    private static Array array(Connection connection, Stream<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
