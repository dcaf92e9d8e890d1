package io.incumbent.database.schema;

import io.incumbent.stores.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What stands in a database, for the eyes of a test. */
final class SchemaSnapshot {

    private static final String COLUMNS = """
            SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
               AND c.relname <> 'incumbent_schema_history'
             ORDER BY 1
            """;

    private static final String INDEXES = """
            SELECT c.relname FROM pg_class c
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'i'
               AND c.relname NOT LIKE 'incumbent_schema_history%'
             ORDER BY 1
            """;

    private static final String APPLIED = """
            SELECT version FROM incumbent_schema_history WHERE success AND type = 'SQL' ORDER BY installed_rank
            """;

    private static final String LOCKS = """
            SELECT pid::text FROM pg_locks
             WHERE locktype = 'advisory' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private SchemaSnapshot() {}

    /** "table column type", sorted. */
    static List<String> columns(String url) {
        return read(url, COLUMNS);
    }

    static List<String> indexes(String url) {
        return read(url, INDEXES);
    }

    /** Versions in the order in which they were applied; empty if there is no history. */
    static List<String> applied(String url) {
        boolean none = read(url, "SELECT coalesce(to_regclass('incumbent_schema_history')::text, 'none')")
                .contains("none");
        return none ? List.of() : read(url, APPLIED);
    }

    static List<String> lockHolders(String url) {
        return read(url, LOCKS);
    }

    static List<String> read(String url, String sql) {
        try (var connection = PostgresServer.connect(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            while (row.next()) {
                lines.add(row.getString(1));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static int pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Every migration of this program, once and in order. */
    static List<String> allVersions() {
        return IntStream.rangeClosed(1, ExpectedSchema.VERSION)
                .mapToObj(Integer::toString)
                .toList();
    }
}
