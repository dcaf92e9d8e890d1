package io.incumbent.demo;

import java.time.Duration;
import java.util.Optional;

/** What changed about the office, as seen from outside. Instances are numbered from 1. */
sealed interface Change {

    /**
     * An instance leads under a new term.
     *
     * @param vacancy from the last answer of a leader until this one; empty for the first leader of all
     */
    record Gained(int instance, long term, Optional<Duration> vacancy) implements Change {}

    /** The leader leads on under the same term after it had stopped to. */
    record Resumed(int instance, long term, Duration vacancy) implements Change {}

    /** The leader answers, but no longer as leader; or it answers no more. */
    record Lost(int instance, long term) implements Change {}

    /** Two instances believe that they lead. Must never be seen. */
    record TwoLeaders(int instance, long term, int other, long otherTerm) implements Change {}
}
