package io.incumbent.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One leadership.
 *
 * @param to when it ended; null while it lasts, and after a crash until the successor closes it
 * @param seconds how long it lasted, or has lasted so far by the database's clock
 * @param whyLost null as long as {@code to} is
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
