package io.incumbent.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One leadership, by the database's clock.
 *
 * @param to null while it lasts
 * @param seconds how long it lasted, or has lasted so far
 * @param whyLost null while it lasts
 */
public record HistoryEntry(
        long term,
        String instance,
        String hostname,
        Instant from,
        @Nullable Instant to,
        double seconds,
        String whyGained,
        @Nullable String whyLost) {}
