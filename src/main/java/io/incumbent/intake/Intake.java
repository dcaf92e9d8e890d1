package io.incumbent.intake;

import java.util.concurrent.CompletionStage;

/** Takes signals. */
public interface Intake {

    /**
     * Reads a request and stores its signal. Never blocks. The stage fails only by what nobody has foreseen, and comes to
     * an end whatever the database does.
     */
    CompletionStage<IntakeResult> take(IntakeRequest request);
}
