package io.incumbent.intake;

import io.incumbent.signal.SignalBody;
import java.util.Optional;

/**
 * A signal that is ready to be stored: authenticated, parsed, its key known.
 *
 * @param bodyDigest SHA-256 of the canonical body, 32 bytes; must not be changed
 * @param orderingKey empty if it may be processed concurrently with any other signal
 * @param contentType the header as received; empty if it was not sent
 */
@SuppressWarnings("ArrayRecordComponent") // no two signals are ever compared
record NewSignal(
        String source,
        String key,
        byte[] bodyDigest,
        Optional<String> orderingKey,
        Optional<String> contentType,
        SignalBody body) {}
