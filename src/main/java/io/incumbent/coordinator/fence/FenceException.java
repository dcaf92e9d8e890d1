package io.incumbent.coordinator.fence;

import java.sql.SQLException;

/** A fenced transaction failed: the database did not answer, or refused a statement. Nothing of it was written. */
public class FenceException extends RuntimeException {

    FenceException(String message, SQLException cause) {
        super(message, cause);
    }

    /** The connection was lost during the commit: everything was written, or nothing. */
    public static final class OutcomeUnknown extends FenceException {

        OutcomeUnknown(String message, SQLException cause) {
            super(message, cause);
        }
    }
}
