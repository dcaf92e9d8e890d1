package io.incumbent.dispatch.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Binds many handles to a statement as three arrays, always in the same order, so that two statements do not deadlock. */
record ClaimHandles(List<ClaimHandle> list) {

    private static final Comparator<ClaimHandle> ORDER =
            Comparator.comparing(ClaimHandle::signal).thenComparingInt(ClaimHandle::attempt);

    static ClaimHandles of(Collection<ClaimHandle> handles) {
        return new ClaimHandles(handles.stream().sorted(ORDER).toList());
    }

    void set(Connection connection, PreparedStatement statement, int first) throws SQLException {
        statement.setArray(
                first,
                connection.createArrayOf(
                        "uuid", list.stream().map(ClaimHandle::signal).toArray(UUID[]::new)));
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "text", list.stream().map(ClaimHandle::owner).toArray(String[]::new)));
        statement.setArray(
                first + 2,
                connection.createArrayOf(
                        "int4", list.stream().map(ClaimHandle::attempt).toArray(Integer[]::new)));
    }

    /** The handle of a row of the result. */
    ClaimHandle at(ResultSet row) throws SQLException {
        return list.get(row.getInt("n") - 1);
    }

    Set<ClaimHandle> returned(PreparedStatement statement) throws SQLException {
        var found = new HashSet<ClaimHandle>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(at(rows));
            }
        }
        return found;
    }

    ClaimHandles filter(Predicate<ClaimHandle> wanted) {
        return new ClaimHandles(list.stream().filter(wanted).toList());
    }
}
