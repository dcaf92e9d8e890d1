package io.incumbent.intake;

import io.incumbent.time.Deadline;
import java.util.concurrent.CompletableFuture;

/**
 * A signal that waits to be stored.
 *
 * @param answer completed when the signal is stored or storing it has failed
 * @param until after this deadline it is not stored any more
 */
record PendingSignal(IdempotentInsert.Row row, CompletableFuture<IntakeResult> answer, Deadline until) {

    int bytes() {
        return row.signal().body().bytes().length;
    }
}
