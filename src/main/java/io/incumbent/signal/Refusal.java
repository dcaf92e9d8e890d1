package io.incumbent.signal;

/** Why a request is not taken, whatever may be stored already. {@code detail} says what was wrong and what is right. */
public sealed interface Refusal {

    String detail();

    /** 400: not JSON, or not as the rules for keys have it. The detail names the place. */
    record Malformed(String detail) implements Refusal {}

    /** 401: not signed, or not by one of ours. */
    record Unauthenticated(String detail) implements Refusal {}

    /** 403: the operator has not said who may send. */
    record Closed(String detail) implements Refusal {}
}
