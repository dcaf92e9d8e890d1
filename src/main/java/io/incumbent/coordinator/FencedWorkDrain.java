package io.incumbent.coordinator;

import java.time.Duration;

/** Waits for the fenced work that saw the trust of a leader who leaves. */
interface FencedWorkDrain {

    /** @param done runs once, when all of it has ended or {@code atMost} is over */
    void drain(Duration atMost, Runnable done);
}
