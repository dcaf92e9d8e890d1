package io.incumbent.coordinator;

import java.time.Duration;

/** The health of the {@link ElectionLoop}. */
public interface LoopHealth {

    /** Time since the loop last took an event; well below two seconds unless its thread is stuck. */
    Duration sinceLastTurn();

    /** True once this instance is registered. Before that it makes no bid. */
    boolean registered();
}
