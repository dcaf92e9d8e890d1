package io.incumbent.api.queue;

import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.JsonFields;
import io.incumbent.api.http.Problem;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Lets workers claim signals over HTTP. If an answer is lost, its signals may be claimed again at the claim's deadline, as after
 * the crash of a worker.
 */
@Path("/signals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@QueueSecured
@Tag(name = CommonResponses.QUEUE)
class ClaimResource {

    static final int MAX_DEFAULT = 1;
    static final int MAX_MOST = 100;
    static final int LEASE_DEFAULT = 30;
    static final int LEASE_MOST = 43_200;

    private final ClaimStore claims;
    private final boolean delivers;

    ClaimResource(ClaimStore claims, DispatchConfig config) {
        this.claims = claims;
        this.delivers = config.url().isPresent();
    }

    @POST
    @Path("claims")
    @RunOnVirtualThread
    @Operation(
            operationId = "claimSignals",
            summary = "Claim signals to work on.",
            description =
                    "The oldest due signals, claimed for `leaseSeconds`. Report each with its token: a signal that is"
                            + " neither reported nor extended may be claimed by another worker when its claim ends.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueRequestSchemas.ClaimRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "The claimed signals; none if nothing is due.",
            content = @Content(schema = @Schema(implementation = ClaimedItem.All.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not valid; the problem names what is wrong and what is expected.")
    @APIResponse(responseCode = "409", description = "Signals are delivered to incumbent.dispatch.url.")
    @APIResponse(responseCode = "413", description = "The body is too large.")
    @APIResponse(
            responseCode = "503",
            description = "This instance does not lead and only the leader works (`reason` is `not_leader`), or the"
                    + " database does not answer.")
    public Response claim(byte[] body) throws SQLException {
        var fields = JsonFields.of(body, "max", "leaseSeconds");
        var max = fields.number("max", 1, MAX_MOST).orElse(MAX_DEFAULT);
        var lease = fields.seconds("leaseSeconds", 1, LEASE_MOST).orElse(Duration.ofSeconds(LEASE_DEFAULT));
        var problem = fields.problem();
        if (problem.isPresent()) {
            return ExceptionMappers.response(problem.get());
        }
        if (delivers) {
            return ExceptionMappers.response(Problem.of(
                    409,
                    "delivered-by-push",
                    "Signals are delivered to incumbent.dispatch.url, so workers may not claim them."));
        }
        return switch (claims.claim(ClaimToken.newOwner(), max, lease)) {
            case ClaimStore.ClaimResult.Claimed(var signals) ->
                Response.ok(new ClaimedItem.All(
                                signals.stream().map(ClaimedItem::of).toList()))
                        .build();
            case ClaimStore.ClaimResult.NotLeader() -> ExceptionMappers.response(Problem.notLeader());
        };
    }
}
