package io.incumbent.api.queue;

import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.JsonFields;
import io.incumbent.api.http.Problem;
import io.incumbent.api.http.SignalIdParam;
import io.incumbent.dispatch.delivery.RetrySchedule;
import io.incumbent.dispatch.queue.ClaimHandle;
import io.incumbent.dispatch.queue.ClaimStore;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.logging.LogText;
import io.incumbent.query.SignalQueries;
import io.incumbent.signal.DeliveryStatus;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponses;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Accepts the reports of workers on claimed signals, on every instance. The token names the claim. */
@Path("/signals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@QueueSecured
@Tag(name = CommonResponses.QUEUE)
@APIResponses({
    @APIResponse(
            responseCode = "200",
            description = "Recorded.",
            content = @Content(schema = @Schema(implementation = SignalStatusResponse.class))),
    @APIResponse(
            responseCode = "400",
            description = "The body is not valid; the problem names what is wrong and what is expected."),
    @APIResponse(responseCode = "404", description = "There is no signal with this id, or it was removed."),
    @APIResponse(
            responseCode = "409",
            description = "The claim is over: the signal may be claimed by another worker, or is finished."),
    @APIResponse(responseCode = "413", description = "The body is too large.")
})
class ReportResource {

    static final int DETAIL_MOST = LogText.DETAIL_MAX;
    static final int RETRY_MOST = 604_800;

    private final ClaimStore claims;
    private final SignalQueries signals;
    private final RetrySchedule schedule;

    ReportResource(ClaimStore claims, SignalQueries signals, RetrySchedule schedule) {
        this.claims = claims;
        this.signals = signals;
        this.schedule = schedule;
    }

    @POST
    @Path("{id}/complete")
    @RunOnVirtualThread
    @Operation(
            operationId = "completeSignal",
            summary = "Report a signal as processed.",
            description = "May be repeated if the answer was lost.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueRequestSchemas.CompleteRequest.class)))
    public Response complete(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var fields = JsonFields.of(body, "token", "detail");
        var detail = detail(fields, "completed");
        return settle(id, fields, _ -> new Outcome.Completed(detail), DeliveryStatus.COMPLETED);
    }

    @POST
    @Path("{id}/fail")
    @RunOnVirtualThread
    @Operation(
            operationId = "failSignal",
            summary = "Report an attempt as failed.",
            description =
                    "The signal is tried again after `retryAfterSeconds`, or without it after a time that grows with the"
                            + " attempts; with `dead` it is given up. May be repeated if the answer was lost.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueRequestSchemas.FailRequest.class)))
    public Response fail(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var fields = JsonFields.of(body, "token", "retryAfterSeconds", "dead", "detail");
        var pause = fields.seconds("retryAfterSeconds", 0, RETRY_MOST);
        var dead = fields.bool("dead");
        if (dead && pause.isPresent()) {
            fields.reject("retryAfterSeconds", "left out where dead is true");
        }
        if (dead) {
            var detail = detail(fields, "given up");
            return settle(id, fields, _ -> new Outcome.Dead(detail), DeliveryStatus.DEAD);
        }
        var detail = detail(fields, "failed");
        return settle(
                id,
                fields,
                claim -> new Outcome.Failed(pause.orElseGet(() -> schedule.pause(claim.attempt())), detail),
                DeliveryStatus.FAILED);
    }

    @POST
    @Path("{id}/extend")
    @RunOnVirtualThread
    @Operation(
            operationId = "extendSignal",
            summary = "Extend a claim.",
            description =
                    "The claim ends `leaseSeconds` from now. Repeat it well before that if the work lasts longer.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueRequestSchemas.ExtendRequest.class)))
    public Response extend(@Parameter(description = "The signal's id.") @PathParam("id") String id, byte[] body)
            throws SQLException {
        var fields = JsonFields.of(body, "token", "leaseSeconds");
        var lease = fields.seconds("leaseSeconds", 1, ClaimResource.LEASE_MOST);
        if (lease.isEmpty()) {
            fields.reject("leaseSeconds", "a whole number from 1 to " + ClaimResource.LEASE_MOST);
        }
        return report(
                id, fields, claim -> claims.extend(List.of(claim), lease.orElseThrow()), DeliveryStatus.PROCESSING);
    }

    private static String detail(JsonFields fields, String otherwise) {
        return fields.text("detail", 1, DETAIL_MOST).orElse(otherwise);
    }

    private Response settle(String id, JsonFields fields, Function<ClaimHandle, Outcome> outcome, DeliveryStatus status)
            throws SQLException {
        return report(id, fields, claim -> claims.settle(Map.of(claim, outcome.apply(claim))), status);
    }

    /** Finds the reported claim, makes the call if the request is valid, and answers. */
    private Response report(String id, JsonFields fields, Call call, DeliveryStatus status) throws SQLException {
        var signal = SignalIdParam.read(id);
        if (signal.isEmpty()) {
            return ExceptionMappers.response(Problem.noSuchSignal());
        }
        var claim =
                fields.text("token", 1, JsonFields.BYTES_MAX).flatMap(token -> ClaimToken.read(signal.get(), token));
        if (claim.isEmpty()) {
            fields.reject("token", ClaimToken.EXPECTED);
        }
        var problem = fields.problem();
        if (problem.isPresent()) {
            return ExceptionMappers.response(problem.get());
        }
        if (call.on(claim.orElseThrow()).isEmpty()) {
            return ExceptionMappers.response(signals.exists(signal.get()) ? lost() : Problem.noSuchSignal());
        }
        return Response.ok(new SignalStatusResponse(signal.get().toString(), status.name()))
                .build();
    }

    private static Problem lost() {
        return Problem.of(
                409,
                "claim-lost",
                "The claim of this token is over: the signal may be claimed by another worker, or is finished. Nothing was"
                        + " changed; the signal may be processed a second time under the same id.");
    }

    /** Settles or extends a claim and returns the claims that were still held. */
    @FunctionalInterface
    private interface Call {
        Set<ClaimHandle> on(ClaimHandle claim) throws SQLException;
    }
}
