package io.incumbent.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a bulk retry came to. */
@Schema(name = "Retried", description = "What a bulk retry came to.")
@RegisterForReflection
@JsonPropertyOrder({"retried", "more"})
record RetriedAnswer(
        @Schema(description = "How many are due now that were given up.", examples = "1000")
        int retried,

        @Schema(description = "Whether others are left that are given up.", examples = "true")
        boolean more) {}
