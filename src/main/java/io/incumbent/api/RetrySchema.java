package io.incumbent.api;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a bulk retry in the OpenAPI document; never instantiated. */
@Schema(
        name = "Retry",
        description = "Which to try again.",
        requiredProperties = "status",
        additionalProperties = Schema.False.class)
record RetrySchema(
        @Schema(description = "Those that were given up.", enumeration = "DEAD")
        String status,

        @Schema(
                description = "Only those of this source; of all without it.",
                type = SchemaType.STRING,
                minLength = 1,
                maxLength = Query.SOURCE_MAX)
        String source) {}
