package io.incumbent.api;

import io.incumbent.observe.InstanceEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One instance, as told to the outside. */
@Schema(name = "Instance", description = "One instance, as the database knows it and by its clock.")
@RegisterForReflection
record InstanceItem(
        @Schema(description = "Its id; fresh at every start.", examples = "web-0-1c9e04ab")
        String instance,

        @Schema(description = "Its machine or pod.", examples = "web-0")
        String hostname,

        @Schema(description = "The version that it runs.", examples = "0.1.0")
        String version,

        @Schema(description = "When it started.") Instant startedAt,
        @Schema(description = "When it was last heard of.") Instant lastHeartbeat,

        @Schema(description = "Whether it leads; a stale instance is never counted as leader.")
        boolean leader,

        @Schema(description = "Whether it was silent for too long.")
        boolean stale,

        @Schema(description = "How long it has been silent.", examples = "1.204")
        double secondsSinceHeartbeat) {

    static InstanceItem of(InstanceEntry entry) {
        return new InstanceItem(
                entry.instance(),
                entry.hostname(),
                entry.version(),
                entry.startedAt(),
                entry.lastHeartbeat(),
                entry.leader(),
                entry.stale(),
                entry.secondsSinceHeartbeat());
    }
}
