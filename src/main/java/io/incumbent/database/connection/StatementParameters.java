package io.incumbent.database.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The parameters of a statement, set in their order. */
public final class StatementParameters {

    private final PreparedStatement statement;
    private int last;

    public StatementParameters(PreparedStatement statement) {
        this.statement = statement;
    }

    public StatementParameters add(String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    public StatementParameters add(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }
}
