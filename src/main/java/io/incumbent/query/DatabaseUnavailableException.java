package io.incumbent.query;

/** The database did not answer in time, or has not done so lately and was not asked. */
public final class DatabaseUnavailableException extends RuntimeException {

    public DatabaseUnavailableException(Throwable cause) {
        super("the ledger does not answer", cause);
    }
}
