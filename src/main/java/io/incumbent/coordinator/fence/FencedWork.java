package io.incumbent.coordinator.fence;

import io.incumbent.election.Term;
import java.sql.Connection;
import java.sql.SQLException;

/** Work inside a fenced transaction. It neither commits nor closes the connection. */
@FunctionalInterface
public interface FencedWork<T> {
    T run(Connection connection, Term term) throws SQLException;
}
