package io.incumbent.intake;

import io.incumbent.time.Deadline;
import java.util.concurrent.CompletableFuture;

/**
 * A signal that waits to be stored, and who waits for the answer.
 *
 * @param until after which it is not tried any more
 */
record PendingSignal(IdempotentInsert.Row row, CompletableFuture<IntakeResult> answer, Deadline until) {

    int bytes() {
        return row.signal().body().bytes().length;
    }
}
