package io.incumbent.query;

/** The database did not answer a query in time, or the circuit breaker is open and no query was sent. */
public final class DatabaseUnavailableException extends RuntimeException {

    public DatabaseUnavailableException(Throwable cause) {
        super("the database does not answer", cause);
    }
}
