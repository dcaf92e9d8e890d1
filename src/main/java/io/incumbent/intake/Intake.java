package io.incumbent.intake;

import java.util.concurrent.CompletionStage;

/** The intake of signals, as the HTTP layer calls it. */
public interface Intake {

    /**
     * Parses a request and stores its signal. Never blocks. Every expected failure is an {@link IntakeResult}; the stage fails
     * only on an unexpected exception. It completes within a bounded time, whatever the database does.
     */
    CompletionStage<IntakeResult> take(IntakeRequest request);
}
