package io.incumbent.stores;

import java.util.stream.Stream;

/** Settings of a role or a database that change how the server writes or reads text, or where it looks for names. */
public final class TextSettings {

    private TextSettings() {}

    /** Each as it follows {@code SET}; none is a default. Of locales only those that every machine has. */
    public static Stream<String> all() {
        return Stream.of(
                "DateStyle = 'German, DMY'",
                "DateStyle = 'SQL, MDY'",
                "DateStyle = 'Postgres, YMD'",
                "IntervalStyle = 'sql_standard'",
                "IntervalStyle = 'iso_8601'",
                "IntervalStyle = 'postgres_verbose'",
                "TimeZone = 'Asia/Kathmandu'",
                "bytea_output = 'escape'",
                "extra_float_digits = -15",
                "standard_conforming_strings = off",
                "lc_messages = 'POSIX'",
                "lc_time = 'POSIX'",
                "lc_numeric = 'POSIX'",
                "search_path = \"$user\", public",
                "search_path = public, decoy",
                "search_path = decoy_types, public",
                "quote_all_identifiers = on",
                "xmlbinary = 'hex'",
                "escape_string_warning = off",
                "backslash_quote = off",
                "array_nulls = off",
                "transform_null_equals = on",
                "client_encoding = 'LATIN1'",
                "default_transaction_isolation = 'serializable'",
                "default_transaction_isolation = 'repeatable read'");
    }

    /**
     * Sets it for the test's user in the database of {@code url}, whose tables are in {@code public}. The schemas that a search
     * path names besides have tables and types of the same names, where they must not be in the way.
     */
    public static void set(String url, String setting) {
        reset(url);
        PostgresServer.execute(
                url,
                "CREATE SCHEMA postgres",
                "CREATE TABLE postgres.theirs (id int)",
                "CREATE SCHEMA decoy",
                "CREATE TABLE decoy.leadership (theirs int)",
                "CREATE TABLE decoy.instance_metadata (theirs int)",
                "CREATE TABLE decoy.incumbent_schema_history (theirs int)",
                "CREATE SCHEMA decoy_types",
                "CREATE DOMAIN decoy_types.text AS int",
                "CREATE DOMAIN decoy_types.timestamptz AS int");
        PostgresServer.setForUser(url, setting);
    }

    /** As the database was before. */
    public static void reset(String url) {
        PostgresServer.resetForUser(url);
        PostgresServer.execute(url, "DROP SCHEMA IF EXISTS postgres, decoy, decoy_types CASCADE");
    }
}
