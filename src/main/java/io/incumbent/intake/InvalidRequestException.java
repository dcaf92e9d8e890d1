package io.incumbent.intake;

/** Ends the parsing of a request at its first error. Any client can cause it, so it has no stack trace and costs little. */
final class InvalidRequestException extends Exception {

    private final transient InvalidRequest result;

    InvalidRequestException(InvalidRequest result) {
        super(result.detail(), null, false, false);
        this.result = result;
    }

    static InvalidRequestException malformed(String detail) {
        return new InvalidRequestException(new InvalidRequest.Malformed(detail));
    }

    static InvalidRequestException unauthenticated(String detail) {
        return new InvalidRequestException(new InvalidRequest.Unauthenticated(detail));
    }

    InvalidRequest result() {
        return result;
    }
}
