package io.incumbent.api;

import io.incumbent.dispatch.DeliveryStatus;
import io.incumbent.dispatch.Outcome;
import io.incumbent.logging.LogText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponses;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What became of signals that a worker had claimed. Every instance takes a report; the token tells whose claim it is. */
@Path("/signals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ForTheQueue
@Tag(name = CommonAnswers.QUEUE)
@APIResponses({
    @APIResponse(
            responseCode = "200",
            description = "Written down.",
            content = @Content(schema = @Schema(implementation = SignalStatus.class))),
    @APIResponse(responseCode = "400", description = "The body cannot be used; says what is wrong, and what is right."),
    @APIResponse(responseCode = "404", description = "There is no signal of this id, or none any more."),
    @APIResponse(responseCode = "409", description = "The claim is over: the signal is another's, or finished."),
    @APIResponse(responseCode = "413", description = "The body is too large.")
})
class ReportResource {

    static final int DETAIL_MOST = LogText.DETAIL_MAX;
    static final int RETRY_MOST = 604_800;

    private final Reports reports;

    ReportResource(Reports reports) {
        this.reports = reports;
    }

    @POST
    @Path("{id}/complete")
    @RunOnVirtualThread
    @Operation(
            operationId = "completeSignal",
            summary = "It is done.",
            description = "May be said again if the answer was lost.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ReportSchema.Completed.class)))
    public Response complete(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var members = Members.of(body, "token", "detail");
        var detail = detail(members, "completed");
        return reports.settle(id, members, _ -> new Outcome.Completed(detail), DeliveryStatus.COMPLETED);
    }

    @POST
    @Path("{id}/fail")
    @RunOnVirtualThread
    @Operation(
            operationId = "failSignal",
            summary = "It failed.",
            description =
                    "It will be tried again, after a time that grows with the attempts unless `retryAfterSeconds` says"
                            + " it; or it is given up, if `dead` says so. May be said again if the answer was lost.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ReportSchema.Failed.class)))
    public Response fail(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var members = Members.of(body, "token", "retryAfterSeconds", "dead", "detail");
        var pause = members.seconds("retryAfterSeconds", 0, RETRY_MOST);
        var dead = members.flag("dead");
        if (dead && pause.isPresent()) {
            members.refuse("retryAfterSeconds", "left out where dead is true");
        }
        if (dead) {
            var detail = detail(members, "given up");
            return reports.settle(id, members, _ -> new Outcome.Dead(detail), DeliveryStatus.DEAD);
        }
        var detail = detail(members, "failed");
        return reports.settle(
                id,
                members,
                claim -> new Outcome.Failed(pause.orElseGet(() -> reports.pauseAfter(claim)), detail),
                DeliveryStatus.FAILED);
    }

    @POST
    @Path("{id}/extend")
    @RunOnVirtualThread
    @Operation(
            operationId = "extendSignal",
            summary = "It takes longer.",
            description = "The claim ends so many seconds from now. To be said again well before that.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ReportSchema.Extended.class)))
    public Response extend(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var members = Members.of(body, "token", "leaseSeconds");
        var lease = members.seconds("leaseSeconds", 1, PullResource.LEASE_MOST);
        if (lease.isEmpty()) {
            members.refuse("leaseSeconds", "a whole number from 1 to " + PullResource.LEASE_MOST);
        }
        return reports.extend(id, members, lease.orElse(Duration.ZERO));
    }

    private static String detail(Members members, String otherwise) {
        return members.text("detail", 1, DETAIL_MOST).orElse(otherwise);
    }
}
