package io.incumbent.signal;

/** Parses and verifies requests, and finds their keys. Touches nothing but its arguments and the clock. */
interface Reader {

    /** What a request is. */
    sealed interface Read {

        record Good(NewSignal signal) implements Read {}

        record Refused(Refusal why) implements Read {}
    }

    Read read(Incoming request);
}
