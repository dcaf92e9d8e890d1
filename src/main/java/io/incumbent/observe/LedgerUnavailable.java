package io.incumbent.observe;

/** The database did not answer in time, or not at all. */
public final class LedgerUnavailable extends RuntimeException {

    public LedgerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
