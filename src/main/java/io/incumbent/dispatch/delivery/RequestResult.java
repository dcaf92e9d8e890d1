package io.incumbent.dispatch.delivery;

import java.util.Optional;

/** The result of one HTTP request to the target. */
sealed interface RequestResult {

    /**
     * The target answered. The status alone determines the outcome; the body is for people.
     *
     * @param body its beginning as one printable line; empty if there was none
     */
    record Response(int status, Optional<String> retryAfter, Optional<String> location, String body)
            implements RequestResult {}

    /** The request was sent, at least in part, and its effect is unknown. */
    record NoResponse(String what) implements RequestResult {}

    /** No connection to the target could be opened. */
    record NoConnection(String what) implements RequestResult {}

    /** The connection was open, but sending was not permitted any more. */
    record NotSent() implements RequestResult {}
}
