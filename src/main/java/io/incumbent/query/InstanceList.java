package io.incumbent.query;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The query for the known instances of this instance's group. */
public interface InstanceList {

    /**
     * All known instances.
     *
     * @param staleAfter the time without a heartbeat that makes an instance stale; if empty, what each declared for
     *     itself
     * @throws DatabaseUnavailableException if the database does not answer
     */
    List<Entry> all(Optional<Duration> staleAfter);

    /**
     * One known instance. It is answered over HTTP as it is.
     *
     * @param leader true if it holds the term and is not stale
     * @param stale true if its last heartbeat is longer ago than allowed
     * @param mayTakeOver true if it stands, does not lead, and is not stale by what it declared itself
     */
    @Schema(name = "Instance", description = "One instance, as the database knows it and by its clock.")
    @RegisterForReflection
    record Entry(
            @Schema(description = "Its id; fresh at every start.", examples = "web-0-1c9e04ab")
            String instance,

            @Schema(description = "Its machine or pod.", examples = "web-0")
            String hostname,

            @Schema(description = "The version that it runs.", examples = "0.1.0")
            String version,

            @Schema(description = "When it started.") Instant startedAt,

            @Schema(description = "Time of its last heartbeat.")
            Instant lastHeartbeat,

            @Schema(description = "Whether it leads; a stale instance is never counted as leader.")
            boolean leader,

            @Schema(description = "Whether its last heartbeat is too long ago.")
            boolean stale,

            @Schema(description = "Seconds since its last heartbeat.", examples = "1.204")
            double secondsSinceHeartbeat,

            @Schema(
                    description = "The part of its id that is not random; several may share it.",
                    nullable = true,
                    examples = "web-0")
            @Nullable
            String name,

            @Schema(
                    description = "Whether it may take over: `standing` (yes), `draining` (it stops), `unhealthy`,"
                            + " `cordoned`. Others may come.",
                    examples = "standing")
            String candidacy,

            @Schema(description = "Whether it could lead next: it stands, does not lead, and is not stale.")
            boolean mayTakeOver,

            @Schema(description = "How long a grant to it lasts.", nullable = true, examples = "9000") @Nullable
            Long ttlMillis,

            @Schema(description = "The part of that which it does not trust.", nullable = true, examples = "1000")
            @Nullable
            Long marginMillis,

            @Schema(
                    description = "Time between two of its renewals while it leads.",
                    nullable = true,
                    examples = "3000")
            @Nullable
            Long heartbeatMillis,

            @Schema(description = "Where others reach it; null if it does not say.", nullable = true) @Nullable
            String address) {}
}
