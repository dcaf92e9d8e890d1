package io.incumbent.api.intake;

import io.incumbent.intake.Incoming;
import io.incumbent.intake.Intake;
import io.incumbent.intake.Taken;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An intake that says what a test has it say, and remembers what it was given last. */
@Alternative
@Singleton
public class StubIntake implements Intake {

    private volatile CompletionStage<Taken> answer = new CompletableFuture<>();
    private volatile Optional<Incoming> last = Optional.empty();

    public void answers(Taken taken) {
        answers(CompletableFuture.completedFuture(taken));
    }

    public void answers(CompletionStage<Taken> later) {
        last = Optional.empty();
        answer = later;
    }

    /** Empty if nothing came since the answer was set. */
    public Optional<Incoming> last() {
        return last;
    }

    @Override
    public CompletionStage<Taken> take(Incoming request) {
        last = Optional.of(request);
        return answer;
    }
}
