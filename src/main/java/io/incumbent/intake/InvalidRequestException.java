package io.incumbent.intake;

/** Ends the reading of a request at the first thing that is wrong with it. Strangers cause it at will, so it is cheap. */
final class InvalidRequestException extends Exception {

    private final transient InvalidRequest why;

    InvalidRequestException(InvalidRequest why) {
        super(why.detail(), null, false, false);
        this.why = why;
    }

    static InvalidRequestException malformed(String detail) {
        return new InvalidRequestException(new InvalidRequest.Malformed(detail));
    }

    static InvalidRequestException unauthenticated(String detail) {
        return new InvalidRequestException(new InvalidRequest.Unauthenticated(detail));
    }

    InvalidRequest why() {
        return why;
    }
}
