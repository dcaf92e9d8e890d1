package io.incumbent.intake;

/** The result of a request that no instance accepts: it is malformed, or its sender may not send signals. */
public sealed interface InvalidRequest extends IntakeResult {

    /** What is wrong with the request, and what is expected. */
    String detail();

    /** 400: the body is not JSON, or a key or the source breaks a rule. The detail names the place. */
    record Malformed(String detail) implements InvalidRequest {}

    /** 401: no signature or token, or none that is valid. */
    record Unauthenticated(String detail) implements InvalidRequest {}

    /** 403: the operator has not configured who may send signals. */
    record IntakeClosed(String detail) implements InvalidRequest {}
}
