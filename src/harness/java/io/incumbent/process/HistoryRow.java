package io.incumbent.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** One line of {@code GET /leadership/history}. */
public record HistoryRow(
        long term,
        String instance,
        Instant from,
        Optional<Instant> to,
        double seconds,
        String whyGained,
        Optional<String> whyLost) {

    static HistoryRow of(JsonNode entry) {
        return new HistoryRow(
                entry.path("term").asLong(),
                entry.path("instance").asText(),
                Instant.parse(entry.path("from").asText()),
                text(entry.path("to")).map(Instant::parse),
                entry.path("seconds").asDouble(),
                entry.path("whyGained").asText(),
                text(entry.path("whyLost")));
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
