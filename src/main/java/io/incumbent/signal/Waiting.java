package io.incumbent.signal;

import io.incumbent.time.Deadline;
import java.util.concurrent.CompletableFuture;

/**
 * A signal that waits to be stored, and who waits for the answer.
 *
 * @param until after which it is not tried any more
 */
record Waiting(Entry entry, CompletableFuture<Taken> answer, Deadline until) {

    int bytes() {
        return entry.signal().body().bytes().length;
    }
}
