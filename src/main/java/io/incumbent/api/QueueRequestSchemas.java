package io.incumbent.api;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The bodies of calls to the queue in the OpenAPI document; never instantiated. {@link Members} reads the real ones. */
final class QueueRequestSchemas {

    private static final String TOKEN = "The token that came with the claim.";
    private static final String DETAIL = "What it came to, in one line for people.";

    private QueueRequestSchemas() {}

    @Schema(name = "Claim", description = "What a worker asks for.", additionalProperties = Schema.False.class)
    record ClaimRequest(
            @Schema(
                    description = "How many at most.",
                    minimum = "1",
                    maximum = "" + PullResource.MAX_MOST,
                    defaultValue = "" + PullResource.MAX_DEFAULT)
            int max,

            @Schema(
                    description = "After how many seconds they are another's unless reported or extended.",
                    minimum = "1",
                    maximum = "" + PullResource.LEASE_MOST,
                    defaultValue = "" + PullResource.LEASE_DEFAULT)
            int leaseSeconds) {}

    @Schema(
            name = "Completed",
            description = "It is done.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record CompleteRequest(
            @Schema(description = TOKEN) String token,

            @Schema(description = DETAIL, maxLength = ReportResource.DETAIL_MOST)
            String detail) {}

    @Schema(
            name = "Failed",
            description = "It failed; to be tried again, or given up.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record FailRequest(
            @Schema(description = TOKEN) String token,

            @Schema(
                    description = "After how many seconds to try again; without it, as after a failed delivery.",
                    minimum = "0",
                    maximum = "" + ReportResource.RETRY_MOST)
            int retryAfterSeconds,

            @Schema(description = "To be given up; then without `retryAfterSeconds`.", defaultValue = "false")
            boolean dead,

            @Schema(description = DETAIL, maxLength = ReportResource.DETAIL_MOST)
            String detail) {}

    @Schema(
            name = "Extended",
            description = "It takes longer.",
            requiredProperties = {"token", "leaseSeconds"},
            additionalProperties = Schema.False.class)
    record ExtendRequest(
            @Schema(description = TOKEN) String token,

            @Schema(
                    description = "After how many seconds from now it is another's.",
                    minimum = "1",
                    maximum = "" + PullResource.LEASE_MOST)
            int leaseSeconds) {}

    @Schema(
            name = "Retry",
            description = "Which to try again.",
            requiredProperties = "status",
            additionalProperties = Schema.False.class)
    record RetryRequest(
            @Schema(description = "Those that were given up.", enumeration = "DEAD")
            String status,

            @Schema(
                    description = "Only those of this source; of all without it.",
                    type = SchemaType.STRING,
                    minLength = 1,
                    maxLength = Query.SOURCE_MAX)
            String source) {}
}
