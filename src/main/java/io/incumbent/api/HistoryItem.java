package io.incumbent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.incumbent.observe.HistoryEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One leadership, as told to the outside. */
@Schema(name = "PastLeadership", description = "One leadership, by the database's clock.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record HistoryItem(
        @Schema(description = "Its term, which is the fencing token.", examples = "7")
        long term,

        @Schema(description = "Id of the leader.", examples = "web-0-1c9e04ab")
        String instance,

        @Schema(description = "Machine or pod of the leader.", examples = "web-0")
        String hostname,

        @Schema(description = "When it began.") Instant from,

        @Schema(description = "When it ended; null while it lasts.", nullable = true) @Nullable
        Instant to,

        @Schema(description = "How long it lasted, or has lasted so far.", examples = "93.481")
        double seconds,

        @Schema(description = "Why it began.", examples = "elected")
        String whyGained,

        @Schema(
                description = "Why it ended: `stepped_down`, `shutdown`, `expired`, `superseded`, `split_brain` or"
                        + " `unverified`; null while it lasts.",
                nullable = true,
                examples = "expired")
        @Nullable
        String whyLost) {

    static HistoryItem of(HistoryEntry entry) {
        return new HistoryItem(
                entry.term(),
                entry.instance(),
                entry.hostname(),
                entry.from(),
                entry.to(),
                entry.seconds(),
                entry.whyGained(),
                entry.whyLost());
    }
}
