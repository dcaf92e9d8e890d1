package io.incumbent.dispatch.queue;

import io.incumbent.election.Term;
import io.incumbent.signal.SignalBody;
import java.time.Duration;
import java.util.Optional;

/**
 * A signal with a claim of this instance or of a worker.
 *
 * @param age how long ago it was stored, by the database's clock
 * @param term the term that the claim was fenced by; empty if all instances work
 */
public record ClaimedSignal(
        ClaimHandle handle,
        String source,
        String key,
        Optional<String> orderingKey,
        Optional<String> contentType,
        SignalBody body,
        Duration age,
        Optional<Term> term) {}
