package io.incumbent.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a claim in the OpenAPI document; never instantiated. */
@Schema(name = "Claim", description = "What a worker asks for.", additionalProperties = Schema.False.class)
record ClaimSchema(
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
