package io.incumbent.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The bodies of reports in the OpenAPI document; never instantiated. */
final class ReportSchema {

    private static final String TOKEN = "The token that came with the claim.";
    private static final String DETAIL = "What it came to, in one line for people.";

    private ReportSchema() {}

    /** It is done. */
    @Schema(
            name = "Completed",
            description = "It is done.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record Completed(
            @Schema(description = TOKEN) String token,

            @Schema(description = DETAIL, maxLength = ReportResource.DETAIL_MOST)
            String detail) {}

    /** It failed. */
    @Schema(
            name = "Failed",
            description = "It failed; to be tried again, or given up.",
            requiredProperties = "token",
            additionalProperties = Schema.False.class)
    record Failed(
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

    /** It takes longer. */
    @Schema(
            name = "Extended",
            description = "It takes longer.",
            requiredProperties = {"token", "leaseSeconds"},
            additionalProperties = Schema.False.class)
    record Extended(
            @Schema(description = TOKEN) String token,

            @Schema(
                    description = "After how many seconds from now it is another's.",
                    minimum = "1",
                    maximum = "" + PullResource.LEASE_MOST)
            int leaseSeconds) {}
}
