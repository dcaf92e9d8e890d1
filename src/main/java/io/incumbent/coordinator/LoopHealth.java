package io.incumbent.coordinator;

import java.time.Duration;

/** Whether the heartbeat's own thread still turns. */
public interface LoopHealth {

    Duration sinceLastTurn();
}
