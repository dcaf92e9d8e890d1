package io.incumbent.api.status;

import io.incumbent.coordinator.Leadership;
import io.incumbent.health.InstanceHealth;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Tells balancers by the status alone whether this instance leads or follows. It answers JSON whatever the header {@code Accept}
 * is, so that a balancer never receives a 406 from the leader.
 */
@Path("/")
@NonBlocking
@Tag(name = "For balancers")
class BalancerResource {

    private final Leadership leadership;
    private final InstanceHealth health;

    BalancerResource(Leadership leadership, InstanceHealth health) {
        this.leadership = leadership;
        this.health = health;
    }

    @GET
    @Path("leader")
    @Operation(
            operationId = "leader",
            summary = "Is this instance the verified leader?",
            description = "Answered from memory. `HEAD` answers the same status without a body.")
    @APIResponse(
            responseCode = "200",
            description = "Yes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LeadershipResponse.class)))
    @APIResponse(
            responseCode = "503",
            description = "No. Not a problem, so the body is the same as for yes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LeadershipResponse.class)))
    public Response leader() {
        var seen = LeadershipResponse.Seen.by(leadership);
        return answer(seen.state().term().isPresent(), seen);
    }

    @GET
    @Path("follower")
    @Operation(
            operationId = "follower",
            summary = "Is this instance healthy, without being the leader?",
            description = "Answered from memory. `HEAD` answers the same status without a body. An instance whose"
                    + " trust has run out answers 503 here and at `/leader`.")
    @APIResponse(
            responseCode = "200",
            description = "Yes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LeadershipResponse.class)))
    @APIResponse(
            responseCode = "503",
            description = "No. Not a problem, so the body is the same as for yes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = LeadershipResponse.class)))
    public Response follower() {
        var seen = LeadershipResponse.Seen.by(leadership);
        return answer(health.standby(seen.state()), seen);
    }

    private static Response answer(boolean yes, LeadershipResponse.Seen seen) {
        return Response.status(yes ? 200 : 503)
                .type(MediaType.APPLICATION_JSON)
                .entity(seen.answer())
                .build();
    }
}
