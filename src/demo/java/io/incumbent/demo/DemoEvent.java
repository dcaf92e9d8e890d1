package io.incumbent.demo;

import io.incumbent.process.LeadershipView;
import java.util.Optional;

/** What reaches the demo from outside, in the order in which it arrived. Instances are numbered from 1. */
sealed interface DemoEvent {

    int instance();

    /**
     * An instance was asked who leads.
     *
     * @param view its answer; empty if there was none in time
     */
    record Polled(int instance, Optional<LeadershipView> view, long askedAt, long answeredAt) implements DemoEvent {}

    /**
     * An instance's process has ended.
     *
     * @param exitCode 128 + n if signal n ended it
     */
    record Ended(int instance, long pid, int exitCode) implements DemoEvent {}
}
