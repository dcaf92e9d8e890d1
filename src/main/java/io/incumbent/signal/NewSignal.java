package io.incumbent.signal;

import java.util.Optional;

/**
 * A request that may be stored: parsed, verified, its key known.
 *
 * @param digest SHA-256 of the canonical body, 32 bytes
 * @param orderingKey empty if it may be processed beside any other
 * @param contentType as sent; empty if none was
 */
record NewSignal(
        String source,
        String key,
        Body digest,
        Optional<String> orderingKey,
        Optional<String> contentType,
        Body body) {}
