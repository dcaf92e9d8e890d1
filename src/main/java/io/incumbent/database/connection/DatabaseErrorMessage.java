package io.incumbent.database.connection;

import io.incumbent.logging.LogText;
import jakarta.inject.Singleton;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/** The message for an error of the database: one line with key, value, the server's message and advice. */
@Singleton
public final class DatabaseErrorMessage {

    private static final String URL = "incumbent.database.url";
    private static final String USERNAME = "incumbent.database.username";
    private static final String PASSWORD = "incumbent.database.password";

    /** The state of the driver for a connection that breaks in use; one that cannot be made is 08001. */
    private static final String CONNECTION_LOST = "08006";

    private static final String READ_ONLY_ADVICE =
            "if it is a standby, point it at the primary, or name all hosts; if it is the primary, its"
                    + " default_transaction_read_only is on: ALTER DATABASE or ALTER ROLE ... RESET"
                    + " default_transaction_read_only, or set it to off in postgresql.conf";

    private static final String SLOW_ADVICE =
            "it is busy, a table is locked (pg_blocking_pids tells by whom), or a claim waits for fenced work of the"
                    + " leader before";

    private final DatabaseConfig config;

    public DatabaseErrorMessage(DatabaseConfig config) {
        this.config = config;
    }

    /** One line, without a password. */
    public String explain(Throwable error) {
        var message = error(error);
        if (unknownHost(error)) {
            return ofUrl("database host unknown", message, "check the host's name");
        }
        if (message.toLowerCase(Locale.ROOT)
                .contains("acquisition timeout")) { // of Agroal, in two spellings, without SQL state
            return ofUrl("database gave no connection in time", message, "it is busy, or cannot be reached");
        }
        if (message.contains("targetServerType")) { // of the driver, which cannot tell the two apart
            return ofUrl("database is a standby, or read-only", message, READ_ONLY_ADVICE);
        }
        if (timedOut(error)) {
            return ofUrl("database did not answer in time", message, SLOW_ADVICE);
        }
        if (message.contains("term_is_not_too_large")) {
            return ofUrl(
                    "the next term would be too large",
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
            case "28000" -> ofUser("database refuses the user", message, "check the user and the server's pg_hba.conf");
            case "3D000" -> ofUrl("database does not exist", message, "create it or correct the name");
            case "42501" -> lackingRights(message, "grant it what is missing, see deploy/postgresql");
            case "25006" -> ofUrl("database is read-only", message, READ_ONLY_ADVICE);
            case "53300" -> noConnectionLeft(error, message);
            case "57014", "55P03" -> ofUrl("database did not answer in time", message, SLOW_ADVICE);
            case "57P01", "57P02", "57P03" -> ofUrl("database is starting or stopping", message, "wait for it");
            case "57P05", "25P03" ->
                ofUrl("database ended a silent session", message, "this process was paused or is starved");
            case "42P01" ->
                ofUser(
                        "database user sees no tables",
                        message,
                        "migrate, or grant it USAGE on the schema and set its search_path");
            case "08P01" -> ofUrl("database url is refused", message, "leave out what a pooler does not know");
            case "3F000" -> ofUser("database user sees no schema", message, "grant it USAGE, and set its search_path");
            case String _ -> other(error, message);
        };
    }

    private String other(Throwable error, String message) {
        if (sql(error).filter(SqlStates::noAnswer).isPresent()) {
            return ofUrl("database unreachable", message, "check host and port");
        }
        return sql(error).isPresent()
                ? ofUrl("database refuses a statement", message, "see the server's log")
                : ofUrl("database cannot be used", message, "see the log of this instance and of the server");
    }

    /** The same state for three limits. They are told apart by where the server raised it, since its messages may be translated. */
    private String noConnectionLeft(Throwable error, String message) {
        var what = "database has no connection left";
        return switch (routine(error)) {
            case "InitializeSessionUserId" ->
                ofUser(what, message, "raise its limit by ALTER ROLE ... CONNECTION LIMIT, or run fewer instances");
            case "CheckMyDatabase" ->
                ofUrl(what, message, "raise its limit by ALTER DATABASE ... CONNECTION LIMIT, or run fewer instances");
            case String _ -> ofUrl(what, message, "raise max_connections or run fewer instances");
        };
    }

    /** As {@link #explain}, for rights that the validation of the schema has found missing. */
    public String missingRights(String missing) {
        return lackingRights("missing " + missing, "grant them");
    }

    /** True if waiting may be enough, see {@link SqlStates#passing}; an unknown host may get its name later. */
    public boolean passing(Throwable error) {
        return sql(error).filter(SqlStates::passing).isPresent() || unknownHost(error) || timedOut(error);
    }

    private static boolean unknownHost(Throwable error) {
        return causes(error).anyMatch(UnknownHostException.class::isInstance);
    }

    /** A time limit of our own: one of a call, or that of the socket for an answer; not that for a connection. */
    private static boolean timedOut(Throwable error) {
        var state = state(error);
        return (state.isEmpty() && causes(error).anyMatch(DatabaseErrorMessage::timeLimit))
                || (state.equals(CONNECTION_LOST) && causes(error).anyMatch(SocketTimeoutException.class::isInstance));
    }

    private static boolean timeLimit(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
    }

    private String lackingRights(String error, String advice) {
        return ofUser("database user lacks rights", error, advice);
    }

    private String ofUrl(String what, String error, String advice) {
        return line(what, URL, LogText.withoutParameters(config.url()), error, advice);
    }

    private String ofUser(String what, String error, String advice) {
        return line(what, USERNAME, config.username(), error, advice);
    }

    private static String line(String what, String key, String value, String error, String advice) {
        return "%s key=%s value=%s error=\"%s\": waiting, %s".formatted(what, key, value, error, advice);
    }

    /** The innermost SQL error, since the outer ones do not name the cause. */
    private static String error(Throwable error) {
        var message = sql(error)
                .map(Throwable::getMessage)
                .or(() -> Optional.ofNullable(error.getMessage()))
                .orElse(error.getClass().getSimpleName());
        return LogText.detail(message.lines().findFirst().orElse("")).replace('"', '\'');
    }

    private static String state(Throwable error) {
        return sql(error).flatMap(e -> Optional.ofNullable(e.getSQLState())).orElse("");
    }

    /** The function of the server that raised the error; empty if it does not come from there. */
    private static String routine(Throwable error) {
        return sql(error)
                .filter(PSQLException.class::isInstance)
                .flatMap(e -> Optional.ofNullable(((PSQLException) e).getServerErrorMessage()))
                .flatMap(message -> Optional.ofNullable(message.getRoutine()))
                .orElse("");
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
