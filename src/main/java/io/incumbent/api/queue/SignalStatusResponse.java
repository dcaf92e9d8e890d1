package io.incumbent.api.queue;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The status of a signal after a call that changed it. */
@Schema(name = "SignalStatus", description = "Status of a signal after the call.")
@RegisterForReflection
@JsonPropertyOrder({"id", "status"})
record SignalStatusResponse(
        @Schema(description = "Its id.", examples = "019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70")
        String id,

        @Schema(description = "As in `Signal`.", examples = "QUEUED")
        String status) {}
