package io.incumbent.intake;

import io.incumbent.signal.SignalBody;
import java.util.Optional;

/**
 * A request that may be stored: parsed, verified, its key known.
 *
 * @param bodyDigest SHA-256 of the canonical body, 32 bytes that nobody may change
 * @param orderingKey empty if it may be processed beside any other
 * @param contentType as sent; empty if none was
 */
@SuppressWarnings("ArrayRecordComponent") // no two signals are ever compared
record NewSignal(
        String source,
        String key,
        byte[] bodyDigest,
        Optional<String> orderingKey,
        Optional<String> contentType,
        SignalBody body) {}
