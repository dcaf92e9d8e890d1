package io.incumbent.demo;

import java.time.Duration;
import java.util.Optional;

/** What changed about the leadership, as seen from outside. Instances are numbered from 1. */
sealed interface LeadershipChange {

    /**
     * An instance leads under a new term.
     *
     * @param timeWithoutLeader from the last answer of a leader until this one; empty for the first leader of all
     */
    record Gained(int instance, long term, Optional<Duration> timeWithoutLeader) implements LeadershipChange {}

    /** The leader leads again under the same term, after it was seen not to. */
    record Resumed(int instance, long term, Duration timeWithoutLeader) implements LeadershipChange {}

    /** The leader answers, but no longer as leader; or it no longer answers. */
    record Lost(int instance, long term) implements LeadershipChange {}

    /** Two instances believe that they lead. Must never be seen. */
    record TwoLeaders(int instance, long term, int other, long otherTerm) implements LeadershipChange {}
}
