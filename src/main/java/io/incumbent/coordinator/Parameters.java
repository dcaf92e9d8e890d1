package io.incumbent.coordinator;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Fills a statement's parameters in the order in which they stand in it. */
final class Parameters {

    private final PreparedStatement statement;
    private int last;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters add(String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    Parameters add(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }
}
