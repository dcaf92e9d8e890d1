package io.incumbent.coordinator;

/** PostgreSQL did not answer in time, or not as it should. The question may have taken effect all the same. */
final class LedgerFailure extends RuntimeException {

    LedgerFailure(Throwable cause) {
        super(cause);
    }
}
