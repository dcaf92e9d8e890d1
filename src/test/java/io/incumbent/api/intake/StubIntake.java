package io.incumbent.api.intake;

import io.incumbent.intake.Intake;
import io.incumbent.intake.IntakeRequest;
import io.incumbent.intake.IntakeResult;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An intake that says what a test has it say, and remembers what it was given last. */
@Alternative
@Singleton
public class StubIntake implements Intake {

    private volatile CompletionStage<IntakeResult> answer = new CompletableFuture<>();
    private volatile Optional<IntakeRequest> last = Optional.empty();

    public void answers(IntakeResult result) {
        answers(CompletableFuture.completedFuture(result));
    }

    public void answers(CompletionStage<IntakeResult> later) {
        last = Optional.empty();
        answer = later;
    }

    /** Empty if nothing came since the answer was set. */
    public Optional<IntakeRequest> last() {
        return last;
    }

    @Override
    public CompletionStage<IntakeResult> take(IntakeRequest request) {
        last = Optional.of(request);
        return answer;
    }
}
