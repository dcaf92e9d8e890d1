package io.incumbent.database.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The check of the two settings of the server without which PostgreSQL may lose what it has committed. All promises that need
 * PostgreSQL need its commits; nothing but a warning can be done about it here.
 */
final class DurabilityCheck {

    private static final String SWITCHED_OFF = """
            SELECT name, source = 'command line' AS on_command_line
              FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name
            """;

    private DurabilityCheck() {}

    /** One line for each setting that is off: what can be lost, and how to mend it. */
    static List<String> warnings(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(SWITCHED_OFF)) {
            var warnings = new ArrayList<String>();
            while (row.next()) {
                warnings.add(warning(row.getString("name"), row.getBoolean("on_command_line")));
            }
            return warnings;
        }
    }

    private static String warning(String setting, boolean onCommandLine) {
        return "postgres may lose what it has committed key=%s value=off: %s; %s"
                .formatted(setting, loss(setting), mending(setting, onCommandLine));
    }

    private static String loss(String setting) {
        return switch (setting) {
            case "fsync" ->
                "when its machine crashes, committed terms and accepted signals may be gone, and the whole database may"
                        + " be damaged";
            case String _ ->
                "when its machine crashes while a page is written, half of the page may be old, and rows in it lost or"
                        + " wrong";
        };
    }

    /** A setting of the command line is stronger than one that ALTER SYSTEM writes. */
    private static String mending(String setting, boolean onCommandLine) {
        return onCommandLine
                ? "take it off the command line of the server and restart it"
                : "ALTER SYSTEM SET %s = on; SELECT pg_reload_conf()".formatted(setting);
    }
}
