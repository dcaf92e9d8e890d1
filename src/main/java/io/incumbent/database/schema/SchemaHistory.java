package io.incumbent.database.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The history of migrations in the schema. It is read by two queries and not by the migration library, which reads every
 * file: most starts have nothing to migrate.
 */
final class SchemaHistory {

    /** A table of our own, so that an application in the same schema may use Flyway, too. */
    static final String TABLE = "incumbent_schema_history";

    private static final String EXISTS = "SELECT current_schema(), to_regclass('" + TABLE + "') IS NOT NULL";

    /** Without the row of the baseline. */
    private static final String VERSIONS =
            "SELECT version, success FROM " + TABLE + " WHERE version IS NOT NULL AND type = 'SQL'";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private SchemaHistory() {}

    /** @throws SQLException also if the user sees no schema at all, or if a migration is recorded as failed */
    static SchemaVersion version(Connection connection) throws SQLException {
        return exists(connection) ? compared(versions(connection)) : new SchemaVersion.Behind(OptionalInt.empty());
    }

    /** Versions are whole numbers without gaps; any other version is of a later release. */
    static SchemaVersion compared(List<String> versions) {
        var unknown = versions.stream()
                .filter(version ->
                        !NUMBER.matcher(version).matches() || Integer.parseInt(version) > ExpectedSchema.VERSION)
                .findFirst();
        if (unknown.isPresent()) {
            return new SchemaVersion.Newer(unknown.get());
        }
        return versions.size() == ExpectedSchema.VERSION
                ? new SchemaVersion.Current()
                : new SchemaVersion.Behind(
                        versions.stream().mapToInt(Integer::parseInt).max());
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(EXISTS)) {
            if (!row.next() || row.getString(1) == null) {
                throw new SQLException("no schema in the search_path that the user may use", "3F000");
            }
            return row.getBoolean(2);
        }
    }

    private static List<String> versions(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(VERSIONS)) {
            var versions = new ArrayList<String>();
            while (row.next()) {
                var version = row.getString(1);
                if (!row.getBoolean(2)) {
                    throw new SQLException("migration " + version + " is recorded as failed in " + TABLE, "55000");
                }
                versions.add(version);
            }
            return versions;
        }
    }
}
