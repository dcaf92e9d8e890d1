package io.incumbent.database.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The history of migrations in the schema. It is read by two queries and not by the migration library, which reads every
 * file: most starts have nothing to migrate. Of migrations that this program does not know, a table of the schema says which
 * programs still work with them, see {@link SchemaVersion.NewerUsable}.
 */
final class SchemaHistory {

    /** A table of our own, so that an application in the same schema may use Flyway, too. */
    static final String TABLE = "incumbent_schema_history";

    private static final String EXISTS = "SELECT current_schema(), to_regclass('" + TABLE + "') IS NOT NULL";

    /** Without the row of the baseline. */
    private static final String VERSIONS = "SELECT version, success FROM " + TABLE
            + " WHERE version IS NOT NULL AND type = 'SQL' ORDER BY installed_rank";

    private static final String RECORDS = "SELECT to_regclass('schema_compatibility') IS NOT NULL";

    private static final String WORKS_WITH_FROM =
            "SELECT version::text, works_with_from::text FROM schema_compatibility WHERE works_with_from IS NOT NULL";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private SchemaHistory() {}

    /**
     * @param program the version of this program
     * @throws SQLException also if the user sees no schema at all, or if a migration is recorded as failed
     */
    static SchemaVersion version(Connection connection, String program) throws SQLException {
        if (!exists(connection)) {
            return new SchemaVersion.Behind(OptionalInt.empty());
        }
        var versions = versions(connection);
        var unknown = unknown(versions);
        return unknown.isEmpty() ? known(versions) : newer(unknown, worksWithFrom(connection), program);
    }

    /** Versions are whole numbers without gaps; any other version is of a later release. */
    private static List<String> unknown(List<String> versions) {
        return versions.stream()
                .filter(version ->
                        !NUMBER.matcher(version).matches() || Integer.parseInt(version) > ExpectedSchema.VERSION)
                .toList();
    }

    private static SchemaVersion known(List<String> versions) {
        return versions.size() == ExpectedSchema.VERSION
                ? new SchemaVersion.Current()
                : new SchemaVersion.Behind(
                        versions.stream().mapToInt(Integer::parseInt).max());
    }

    /**
     * The schema can be used only if each migration that this program does not know says so.
     *
     * @param unknown the versions of the migrations that this program does not know, in order; at least one
     * @param worksWithFrom the least version of the program for each migration that records one
     */
    static SchemaVersion newer(List<String> unknown, Map<String, String> worksWithFrom, String program) {
        var needed = unknown.stream()
                .map(version -> Optional.ofNullable(worksWithFrom.get(version)).flatMap(ReleaseVersion::of))
                .toList();
        var greatest = needed.stream().allMatch(Optional::isPresent)
                ? needed.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
                : Optional.<ReleaseVersion>empty();
        boolean usable = greatest.isPresent()
                && ReleaseVersion.of(program)
                        .filter(own -> own.compareTo(greatest.get()) >= 0)
                        .isPresent();
        return usable
                ? new SchemaVersion.NewerUsable(
                        unknown.getLast(), greatest.get().toString(), program)
                : new SchemaVersion.Newer(unknown.getLast(), greatest.map(ReleaseVersion::toString), program);
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

    /** Empty if the schema has no such table: it may be of any release. */
    private static Map<String, String> worksWithFrom(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var row = statement.executeQuery(RECORDS)) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Map.of();
                }
            }
            try (var row = statement.executeQuery(WORKS_WITH_FROM)) {
                var recorded = new HashMap<String, String>();
                while (row.next()) {
                    recorded.put(row.getString(1), row.getString(2));
                }
                return recorded;
            }
        }
    }
}
