package io.incumbent.api.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.incumbent.query.SignalQueries;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One signal, as answered over HTTP. In a list it has neither body nor content type nor attempts. */
@Schema(name = "Signal", description = "One signal and how far it is processed, by the database's clock.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({
    "id",
    "source",
    "key",
    "orderingKey",
    "status",
    "receivedAt",
    "receivedBy",
    "receivedTerm",
    "dueAt",
    "attempt",
    "finishedAt",
    "detail",
    "contentType",
    "attempts",
    "body"
})
record SignalItem(
        @Schema(
                description = "Its id, which is the idempotency key of its deliveries.",
                examples = "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70")
        String id,

        @Schema(description = "Who sent it, as named by the request.", examples = "default")
        String source,

        @Schema(
                description = "Its key: a signal that is sent again with the same key is a duplicate.",
                examples = "msg_2Lh9KRb0pzN4")
        String key,

        @Schema(
                description =
                        "Signals of one source and ordering key are processed in order of arrival; null if it may be"
                                + " processed concurrently with any other.",
                nullable = true,
                examples = "customer-17")
        @Nullable
        String orderingKey,

        @Schema(
                description = "`QUEUED` (waits), `PROCESSING` (claimed), `COMPLETED` (done), `FAILED` (to be tried"
                        + " again) or `DEAD` (given up). Others may come.",
                examples = "COMPLETED")
        String status,

        @Schema(description = "When it was stored.") Instant receivedAt,

        @Schema(description = "Id of the instance that stored it.", examples = "web-0-1c9e04ab")
        String receivedBy,

        @Schema(
                description = "The term it was stored under; null if it was stored by an instance that did not lead.",
                nullable = true,
                examples = "7")
        @Nullable
        Long receivedTerm,

        @Schema(
                description = "From when on it may be claimed; of a claimed one, when the claim ends. Null once it is"
                        + " finished.",
                nullable = true)
        @Nullable
        Instant dueAt,

        @Schema(description = "Number of the current or last attempt; 0 before the first.", examples = "1")
        int attempt,

        @Schema(description = "When it was completed or given up; null before.", nullable = true) @Nullable
        Instant finishedAt,

        @Schema(
                description = "Result of the last attempt; null before the first.",
                nullable = true,
                examples = "200 after 12 ms")
        @Nullable
        String detail,

        @Schema(
                description =
                        "The content type that it was sent with. Only of a single signal, and not if none was sent.",
                examples = "application/json")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String contentType,

        @Schema(description = "The newest attempts, oldest first. Only of a single signal.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        List<AttemptItem> attempts,

        @Schema(
                description = "The body as received, which is JSON. Only of a single signal.",
                implementation = Object.class,
                examples = "{\"order\": 4711}")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonRawValue
        @Nullable
        String body) {

    static SignalItem of(SignalQueries.Entry entry) {
        return of(entry, null, null, null);
    }

    static SignalItem of(SignalQueries.Details details) {
        return of(
                details.entry(),
                details.contentType().orElse(null),
                details.attempts().stream().map(AttemptItem::of).toList(),
                details.body().text());
    }

    private static SignalItem of(
            SignalQueries.Entry entry,
            @Nullable String contentType,
            @Nullable List<AttemptItem> attempts,
            @Nullable String body) {
        return new SignalItem(
                entry.id().toString(),
                entry.source(),
                entry.key(),
                entry.orderingKey().orElse(null),
                entry.status(),
                entry.receivedAt(),
                entry.receivedBy(),
                orNull(entry.receivedTerm()),
                entry.finishedAt().isPresent() ? null : entry.dueAt(),
                entry.attempt(),
                entry.finishedAt().orElse(null),
                entry.detail().orElse(null),
                contentType,
                attempts,
                body);
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** One attempt to process the signal, as answered over HTTP. */
    @Schema(name = "Attempt", description = "One attempt to process a signal, by the database's clock.")
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonPropertyOrder({"attempt", "by", "term", "from", "to", "outcome", "detail"})
    record AttemptItem(
            @Schema(description = "Its number, from 1.", examples = "1")
            int attempt,

            @Schema(
                    description = "Owner of the claim: an instance, or one claim over HTTP.",
                    examples = "web-0-1c9e04ab")
            String by,

            @Schema(description = "The term of the claim; null if all instances work.", nullable = true, examples = "7")
            @Nullable
            Long term,

            @Schema(description = "When it began.") Instant from,

            @Schema(description = "When it ended; null while it lasts.", nullable = true) @Nullable
            Instant to,

            @Schema(
                    description = "`processing` (lasts), `completed`, `failed` (to be tried again), `lost` (no"
                            + " report in time) or `dead` (given up). Others may come.",
                    examples = "failed")
            String outcome,

            @Schema(description = "Its result, in one line.", nullable = true, examples = "503 after 7 ms") @Nullable
            String detail) {

        static AttemptItem of(SignalQueries.Details.Attempt attempt) {
            return new AttemptItem(
                    attempt.attempt(),
                    attempt.by(),
                    orNull(attempt.term()),
                    attempt.from(),
                    attempt.to().orElse(null),
                    attempt.outcome(),
                    attempt.detail().orElse(null));
        }
    }
}
