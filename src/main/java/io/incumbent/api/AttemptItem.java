package io.incumbent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.incumbent.observe.SignalQueries;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One attempt, as told to the outside. */
@Schema(name = "Attempt", description = "One attempt to process a signal, by the database's clock.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"attempt", "by", "term", "from", "to", "outcome", "detail"})
record AttemptItem(
        @Schema(description = "Its number, from 1.", examples = "1")
        int attempt,

        @Schema(description = "Who made it: an instance, or one claim by pull.", examples = "web-0-1c9e04ab")
        String by,

        @Schema(
                description = "The term it was made under; null if all instances work.",
                nullable = true,
                examples = "7")
        @Nullable
        Long term,

        @Schema(description = "When it began.") Instant from,

        @Schema(description = "When it ended; null while it lasts.", nullable = true) @Nullable
        Instant to,

        @Schema(
                description =
                        "`processing` (lasts), `completed`, `failed` (to be tried again), `lost` (nobody reported in"
                                + " time) or `dead` (given up).",
                enumeration = {"processing", "completed", "failed", "lost", "dead"},
                examples = "failed")
        String outcome,

        @Schema(description = "What it came to, in words.", nullable = true, examples = "503 after 7 ms") @Nullable
        String detail) {

    static AttemptItem of(SignalQueries.Details.Attempt attempt) {
        return new AttemptItem(
                attempt.attempt(),
                attempt.by(),
                SignalItem.orNull(attempt.term()),
                attempt.from(),
                attempt.to().orElse(null),
                attempt.outcome(),
                attempt.detail().orElse(null));
    }
}
