package io.incumbent.api.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.election.Term;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A signal that a worker has claimed, as answered over HTTP. */
@Schema(name = "ClaimedSignal", description = "A signal that the worker holds until its claim ends.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({
    "id",
    "token",
    "attempt",
    "term",
    "source",
    "key",
    "orderingKey",
    "contentType",
    "ageSeconds",
    "body"
})
record ClaimedItem(
        @Schema(
                description = "Its id, to be used as idempotency key of every effect.",
                examples = "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70")
        String id,

        @Schema(description = "Names the claim; to be sent with every report.", examples = "Zm9vYmFyYmF6cXV4cXV1.1")
        String token,

        @Schema(description = "Number of the attempt, from 1.", examples = "1")
        int attempt,

        @Schema(
                description = "The term of the claim, which is the fencing token; null if all instances work.",
                nullable = true,
                examples = "7")
        @Nullable
        Long term,

        @Schema(description = "Who sent it, as named by the request.", examples = "default")
        String source,

        @Schema(
                description = "Its key: a signal that is sent again with the same key is a duplicate.",
                examples = "msg_2Lh9KRb0pzN4")
        String key,

        @Schema(
                description =
                        "No other signal of this source and ordering key is claimed at the same time; null if it has none.",
                nullable = true,
                examples = "customer-17")
        @Nullable
        String orderingKey,

        @Schema(
                description = "The content type that it was sent with; null if none was sent.",
                nullable = true,
                examples = "application/json")
        @Nullable
        String contentType,

        @Schema(description = "How long ago it was stored.", examples = "0.012")
        double ageSeconds,

        @Schema(
                description = "The body as received, which is JSON.",
                implementation = Object.class,
                examples = "{\"order\": 4711}")
        @JsonRawValue
        String body) {

    private static final double MILLIS = 1000;

    static ClaimedItem of(ClaimedSignal claimed) {
        return new ClaimedItem(
                claimed.handle().signal().toString(),
                ClaimToken.write(claimed.handle()),
                claimed.handle().attempt(),
                claimed.term().map(Term::number).orElse(null),
                claimed.source(),
                claimed.key(),
                claimed.orderingKey().orElse(null),
                claimed.contentType().orElse(null),
                claimed.age().toMillis() / MILLIS,
                claimed.body().text());
    }

    /** The signals of one claim. */
    @Schema(name = "ClaimedSignals", description = "Result of a claim.")
    @RegisterForReflection
    record All(
            @Schema(description = "Oldest due first; empty if nothing is due.")
            List<ClaimedItem> signals) {}
}
