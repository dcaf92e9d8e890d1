package io.incumbent.observe;

import io.incumbent.signal.Body;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One signal, with all that is known of it.
 *
 * @param contentType as sent; empty if none was
 * @param attempts oldest first; the newest 50 and the present one
 */
public record SignalDetails(SignalEntry entry, Optional<String> contentType, Body body, List<Attempt> attempts) {

    /**
     * One attempt.
     *
     * @param by who made it: an instance, or one claim by pull
     * @param term that it was made under; empty if all instances work
     * @param to when it ended; empty while it lasts
     * @param outcome {@code processing}, {@code completed}, {@code failed}, {@code lost} or {@code dead}
     * @param detail empty if there is nothing to say
     */
    public record Attempt(
            int attempt,
            String by,
            OptionalLong term,
            Instant from,
            Optional<Instant> to,
            String outcome,
            Optional<String> detail) {}
}
