package io.incumbent.dispatch.delivery;

import java.util.Optional;

/** What came back from the target. */
sealed interface RequestResult {

    /**
     * A status came, and it alone decides: what follows it is for people.
     *
     * @param body the beginning, printable, in one line; empty if there was none
     */
    record Response(int status, Optional<String> retryAfter, Optional<String> location, String body)
            implements RequestResult {}

    /** It was sent, at least in part, and nothing is known of what became of it. */
    record NoResponse(String what) implements RequestResult {}

    /** There was no connection to send it over. */
    record NoConnection(String what) implements RequestResult {}

    /** There was one, but it was not allowed to be used any more. */
    record NotSent() implements RequestResult {}
}
