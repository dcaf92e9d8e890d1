package io.incumbent.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The query for the history of leaderships of this instance's group. */
public interface LeadershipHistory {

    /**
     * The newest leaderships of this instance's group, newest first.
     *
     * @throws DatabaseUnavailableException if the database does not answer
     */
    List<Entry> newest(int limit);

    /**
     * One leadership. It is answered over HTTP as it is.
     *
     * @param to when it ended; null while it lasts, and after a crash until the successor closes it
     * @param seconds how long it lasted, or has lasted so far by the database's clock
     * @param whyLost null as long as {@code to} is
     */
    @Schema(name = "PastLeadership", description = "One leadership, by the database's clock.")
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
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

            @Schema(description = "Why it began: `elected`; others may come.", examples = "elected")
            String whyGained,

            @Schema(
                    description = "Why it ended: `stepped_down`, `shutdown`, `expired`, `superseded`, `split_brain` or"
                            + " `unverified`; others may come. Null while it lasts.",
                    nullable = true,
                    examples = "expired")
            @Nullable
            String whyLost) {}
}
