package io.incumbent.api.queue;

import io.incumbent.api.http.JsonFields;
import io.incumbent.api.http.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Describes the bodies of calls to the queue in the OpenAPI document. Never instantiated: {@link JsonFields} reads bodies. */
final class QueueRequestSchemas {

    private static final String TOKEN = "The token that came with the claim.";
    private static final String DETAIL = "The result, in one line for people.";

    private QueueRequestSchemas() {}

    @Schema(
            name = "Claim",
            description = "How many signals a worker claims, and for how long.",
            additionalProperties = Schema.False.class)
    record ClaimRequest(
            @Schema(
                    description = "How many at most.",
                    minimum = "1",
                    maximum = "" + ClaimResource.MAX_MOST,
                    defaultValue = "" + ClaimResource.MAX_DEFAULT)
            int max,

            @Schema(
                    description =
                            "After how many seconds another worker may claim them unless they are reported or extended.",
                    minimum = "1",
                    maximum = "" + ClaimResource.LEASE_MOST,
                    defaultValue = "" + ClaimResource.LEASE_DEFAULT)
            int leaseSeconds) {}

    @Schema(
            name = "Completed",
            description = "The signal is processed.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record CompleteRequest(
            @Schema(description = TOKEN) String token,

            @Schema(description = DETAIL, maxLength = ReportResource.DETAIL_MOST)
            String detail) {}

    @Schema(
            name = "Failed",
            description = "The attempt failed; the signal is tried again, or given up.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record FailRequest(
            @Schema(description = TOKEN) String token,

            @Schema(
                    description = "After how many seconds to try again; without it, as after a failed delivery.",
                    minimum = "0",
                    maximum = "" + ReportResource.RETRY_MOST)
            int retryAfterSeconds,

            @Schema(
                    description = "Whether to give the signal up; not together with `retryAfterSeconds`.",
                    defaultValue = "false")
            boolean dead,

            @Schema(description = DETAIL, maxLength = ReportResource.DETAIL_MOST)
            String detail) {}

    @Schema(
            name = "Extended",
            description = "The worker needs more time.",
            requiredProperties = {"token", "leaseSeconds"},
            additionalProperties = Schema.False.class)
    record ExtendRequest(
            @Schema(description = TOKEN) String token,

            @Schema(
                    description = "After how many seconds from now another worker may claim it.",
                    minimum = "1",
                    maximum = "" + ClaimResource.LEASE_MOST)
            int leaseSeconds) {}

    @Schema(
            name = "Retry",
            description = "Which signals to try again.",
            requiredProperties = "status",
            additionalProperties = Schema.False.class)
    record RetryRequest(
            @Schema(
                    description = "Signals that were given up; other signals are retried one at a time.",
                    enumeration = "DEAD")
            String status,

            @Schema(
                    description = "Only signals of this source; without it, of all sources.",
                    type = SchemaType.STRING,
                    minLength = 1,
                    maxLength = QueryParam.SOURCE_MAX)
            String source) {}
}
