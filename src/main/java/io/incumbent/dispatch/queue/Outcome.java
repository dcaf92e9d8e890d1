package io.incumbent.dispatch.queue;

import java.time.Duration;

/** The outcome of one attempt. {@code detail} is one line for people, without secrets, of at most 500 characters. */
public sealed interface Outcome {

    String detail();

    /** The signal is processed. */
    record Completed(String detail) implements Outcome {}

    /** The signal is tried again after {@code pause}. */
    record Failed(Duration pause, String detail) implements Outcome {}

    /** The signal is given up; only a manual retry makes it due again. */
    record Dead(String detail) implements Outcome {}

    /** The signal was not sent, so the attempt does not count and it is due again at once. */
    record GivenBack() implements Outcome {
        @Override
        public String detail() {
            return "given back";
        }
    }
}
