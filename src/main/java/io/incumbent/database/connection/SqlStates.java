package io.incumbent.database.connection;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of an SQL state for the caller of a statement. The classes, which are the first two characters, are those
 * of PostgreSQL's appendix "PostgreSQL Error Codes". The driver creates an error without a state when it has no answer
 * of the server; it counts like a lost connection.
 */
public final class SqlStates {

    /** The state of a write on a standby that was the primary when the connection was opened. */
    private static final String READ_ONLY = "25006";

    /** Connection lost, operator intervention (a shutdown, a cancelled statement), system error, internal error. */
    private static final Set<String> COMMIT_UNKNOWN = Set.of("08", "57", "58", "XX");

    /** Connection lost, insufficient resources, operator intervention. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57");

    /** Standby; idle too long in a transaction; a table was locked for too long; deadlock. */
    private static final Set<String> PASSING = Set.of(READ_ONLY, "25P03", "55P03", "40P01");

    /**
     * Invalid value; violated constraint; a limit of PostgreSQL exceeded, such as the size of an index row or the depth
     * of an expression. The last one, class 54, differs from class 53: no resource is missing that could be there later.
     */
    private static final Set<String> ABOUT_THE_DATA = Set.of("22", "23", "54");

    /** A cancelled statement, which a time limit cancels, too; a lock that was not free in time. */
    private static final Set<String> TIMED_OUT = Set.of("57014", "55P03");

    /** Unique violation; deadlock. */
    private static final Set<String> CONFLICT = Set.of("23505", "40P01");

    private SqlStates() {}

    /** True if the connection is unusable, and others of the pool may be, too: it is lost, or its server a standby. */
    static boolean connectionLost(SQLException e) {
        var state = state(e);
        return noAnswer(state) || state.startsWith("57P") || state.equals(READ_ONLY);
    }

    /**
     * True if the same statement may succeed later without any change: the server is unreachable, starts, stops or is
     * overloaded, it is a standby that may be promoted, or a time limit was too short for a busy server.
     */
    static boolean passing(SQLException e) {
        var state = state(e);
        return state.isEmpty() || PASSING_CLASSES.contains(sqlClass(state)) || PASSING.contains(state);
    }

    /** True if the server ended a statement by a time limit, of the statement or of its wait for a lock. */
    public static boolean timedOut(SQLException e) {
        return TIMED_OUT.contains(state(e));
    }

    /** True if the server, or the way to it, gave no answer. */
    static boolean noAnswer(SQLException e) {
        return noAnswer(state(e));
    }

    /** True if the cause is a value in the statement, so that the same statement fails however often it is tried. */
    public static boolean aboutTheData(SQLException e) {
        return ABOUT_THE_DATA.contains(sqlClass(state(e)));
    }

    /** True if a concurrent transaction won: one with the same key, or the other one of a deadlock. */
    public static boolean conflict(SQLException e) {
        return CONFLICT.contains(state(e));
    }

    /** True if a commit with this error may have taken effect all the same. */
    public static boolean commitUnknown(SQLException e) {
        var state = state(e);
        return state.isEmpty() || COMMIT_UNKNOWN.contains(sqlClass(state));
    }

    private static boolean noAnswer(String state) {
        return state.isEmpty() || state.startsWith("08");
    }

    private static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("");
    }

    private static String sqlClass(String state) {
        return state.substring(0, Math.min(2, state.length()));
    }
}
