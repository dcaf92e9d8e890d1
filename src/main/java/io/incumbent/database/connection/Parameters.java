package io.incumbent.database.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Fills a statement's parameters in the order in which they stand in it. */
public final class Parameters {

    private final PreparedStatement statement;
    private int last;

    public Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    public Parameters add(String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    public Parameters add(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }
}
