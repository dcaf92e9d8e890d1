package io.incumbent.database.connection;

import io.incumbent.logging.LogText;
import jakarta.inject.Singleton;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The message for an error of the database: one line with key, value, the server's message and advice. */
@Singleton
public final class DatabaseErrorMessage {

    private static final String URL = "incumbent.database.url";
    private static final String USERNAME = "incumbent.database.username";
    private static final String PASSWORD = "incumbent.database.password";

    private final DatabaseConfig config;

    public DatabaseErrorMessage(DatabaseConfig config) {
        this.config = config;
    }

    /** One line, without a password. */
    public String explain(Throwable error) {
        var message = error(error);
        if (unknownHost(error)) {
            return line("database host unknown", URL, url(), message, "check the host's name");
        }
        if (message.toLowerCase(Locale.ROOT)
                .contains("acquisition timeout")) { // of Agroal, in two spellings, without SQL state
            return line("database gave no connection in time", URL, url(), message, "it is busy, or cannot be reached");
        }
        if (message.contains("targetServerType")) {
            return line("database is a standby", URL, url(), message, "point it at the primary, or name all hosts");
        }
        if (message.contains("term_is_not_too_large")) {
            return line(
                    "the next term would be too large",
                    URL,
                    url(),
                    message,
                    "somebody has written such a term. As the owner of the tables: DELETE FROM leadership_history WHERE"
                            + " term > 100000000000000000; UPDATE leadership l SET term = 1 + coalesce((SELECT max(term)"
                            + " FROM leadership_history h WHERE h.group_name = l.group_name), 0) WHERE term >"
                            + " 100000000000000000; then in Redis: DEL incumbent:{<group>}:term");
        }
        return switch (state(error)) {
            case "28P01" ->
                line(
                        "database refuses the password",
                        PASSWORD,
                        "(hidden)",
                        message,
                        "check it and " + USERNAME + "=" + config.username());
            case "28000" ->
                line(
                        "database refuses the user",
                        USERNAME,
                        config.username(),
                        message,
                        "check the user and the server's pg_hba.conf");
            case "3D000" -> line("database does not exist", URL, url(), message, "create it or correct the name");
            case "42501" -> lackingRights(message, "grant it what is missing, see deploy/postgresql");
            case "25006" ->
                line("database is read-only", URL, url(), message, "point it at the primary, or name all hosts");
            case "53300" ->
                line(
                        "database has no connection left",
                        URL,
                        url(),
                        message,
                        "raise max_connections or run fewer instances");
            case "57014", "55P03" ->
                line(
                        "database did not answer in time",
                        URL,
                        url(),
                        message,
                        "it is busy, or a claim waits for fenced work of the leader before");
            case "57P01", "57P02", "57P03" ->
                line("database is starting or stopping", URL, url(), message, "wait for it");
            case "57P05", "25P03" ->
                line("database ended a silent session", URL, url(), message, "this process was paused or is starved");
            case "42P01" ->
                line(
                        "database user sees no tables",
                        USERNAME,
                        config.username(),
                        message,
                        "migrate, or grant it USAGE on the schema and set its search_path");
            case "08P01" ->
                line("database url is refused", URL, url(), message, "leave out what a pooler does not know");
            case "3F000" ->
                line(
                        "database user sees no schema",
                        USERNAME,
                        config.username(),
                        message,
                        "grant it USAGE, and set its search_path");
            case String _ ->
                sql(error).filter(SqlStates::noAnswer).isPresent()
                        ? line("database unreachable", URL, url(), message, "check host and port")
                        : line("database cannot be prepared", URL, url(), message, "see the server's log");
        };
    }

    /** As {@link #explain}, for rights that the validation of the schema has found missing. */
    public String missingRights(String missing) {
        return lackingRights("missing " + missing, "grant them");
    }

    /** True if waiting may be enough, see {@link SqlStates#passing}; an unknown host may get its name later. */
    public boolean passing(Throwable error) {
        return sql(error).filter(SqlStates::passing).isPresent() || unknownHost(error);
    }

    private static boolean unknownHost(Throwable error) {
        return causes(error).anyMatch(UnknownHostException.class::isInstance);
    }

    private String lackingRights(String error, String advice) {
        return line("database user lacks rights", USERNAME, config.username(), error, advice);
    }

    private static String line(String what, String key, String value, String error, String advice) {
        return "%s key=%s value=%s error=\"%s\": waiting, %s".formatted(what, key, value, error, advice);
    }

    private String url() {
        return LogText.withoutParameters(config.url());
    }

    /** The innermost SQL error, since the outer ones do not name the cause. */
    private static String error(Throwable error) {
        var message = sql(error)
                .map(Throwable::getMessage)
                .or(() -> Optional.ofNullable(error.getMessage()))
                .orElse(error.getClass().getSimpleName());
        return message.lines().findFirst().orElse("").replace('"', '\'');
    }

    private static String state(Throwable error) {
        return sql(error).flatMap(e -> Optional.ofNullable(e.getSQLState())).orElse("");
    }

    private static Optional<SQLException> sql(Throwable error) {
        return causes(error)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .reduce((outer, inner) -> inner);
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause).limit(20);
    }
}
