package io.incumbent.api;

import io.incumbent.signal.Incoming;
import io.incumbent.signal.Intake;
import io.incumbent.signal.Taken;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An intake whose database is never there. */
@Alternative
@Singleton
public class TestIntake implements Intake {

    @Override
    public CompletionStage<Taken> take(Incoming request) {
        return CompletableFuture.completedStage(new Taken.Unavailable());
    }
}
