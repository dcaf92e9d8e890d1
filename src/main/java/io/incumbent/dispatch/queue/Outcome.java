package io.incumbent.dispatch.queue;

import java.time.Duration;

/** What became of one attempt. {@code detail} is one line for people, without secrets, of at most 500 characters. */
public sealed interface Outcome {

    String detail();

    /** Done. */
    record Completed(String detail) implements Outcome {}

    /** To be tried again after {@code pause}. */
    record Failed(Duration pause, String detail) implements Outcome {}

    /** Given up; only an operator brings it back. */
    record Dead(String detail) implements Outcome {}

    /** Not begun, so the attempt does not count: due again at once. */
    record GivenBack() implements Outcome {
        @Override
        public String detail() {
            return "given back";
        }
    }
}
