package io.incumbent.intake;

/** The result of a request that no instance could take: it is invalid, or its sender may not send. */
public sealed interface InvalidRequest extends IntakeResult {

    /** What is wrong with the request, and what would be right. */
    String detail();

    /** 400: not JSON, or not as the rules for keys have it. The detail names the place. */
    record Malformed(String detail) implements InvalidRequest {}

    /** 401: not signed, or not by one of ours. */
    record Unauthenticated(String detail) implements InvalidRequest {}

    /** 403: the operator has not said who may send. */
    record IntakeClosed(String detail) implements InvalidRequest {}
}
