package io.incumbent.api.queue;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.JsonFields;
import io.incumbent.api.http.Problem;
import io.incumbent.api.http.QueryParam;
import io.incumbent.api.http.SignalIdParam;
import io.incumbent.dispatch.queue.ManualRetry;
import io.incumbent.dispatch.queue.ManualRetry.RetryResult;
import io.incumbent.signal.DeliveryStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets operators make signals due again that were given up or wait for their next attempt. Works on every instance. */
@Path("/signals")
@Produces(MediaType.APPLICATION_JSON)
@QueueSecured
@Tag(name = CommonResponses.QUEUE)
class RetryResource {

    /** The limit of one statement; more would keep its rows locked for long. */
    static final int AT_ONCE = 1000;

    /** The result of a bulk retry, as answered over HTTP. */
    @Schema(name = "Retried", description = "Result of a bulk retry.")
    @RegisterForReflection
    @JsonPropertyOrder({"retried", "more"})
    record RetriedResponse(
            @Schema(description = "How many signals were given up and are due now.", examples = "1000")
            int retried,

            @Schema(description = "Whether more signals that were given up are left.", examples = "true")
            boolean more) {}

    private final ManualRetry manualRetry;

    RetryResource(ManualRetry manualRetry) {
        this.manualRetry = manualRetry;
    }

    @POST
    @Path("{id}/retry")
    @RunOnVirtualThread
    @Operation(
            operationId = "retrySignal",
            summary = "Try this signal again now.",
            description =
                    "A signal that is `DEAD` or `FAILED` becomes `QUEUED` and is due at once. The count of its attempts continues;"
                            + " if it is older than incumbent.delivery.max-age, it is given up again when the attempt fails.")
    @APIResponse(
            responseCode = "200",
            description = "The signal is due now.",
            content = @Content(schema = @Schema(implementation = SignalStatusResponse.class)))
    @APIResponse(responseCode = "404", description = "There is no signal with this id, or it was removed.")
    @APIResponse(
            responseCode = "409",
            description = "The signal is neither `DEAD` nor `FAILED`; the problem names its status.")
    public Response retry(@Parameter(description = "Its id.") @PathParam("id") String id) throws SQLException {
        var signal = SignalIdParam.read(id);
        if (signal.isEmpty()) {
            return ExceptionMappers.response(Problem.noSuchSignal());
        }
        return switch (manualRetry.retry(signal.get())) {
            case RetryResult.Queued() ->
                Response.ok(new SignalStatusResponse(signal.get().toString(), DeliveryStatus.QUEUED.name()))
                        .build();
            case RetryResult.NotWaiting(var status) ->
                ExceptionMappers.response(Problem.of(
                        409,
                        "not-waiting",
                        "The signal is %s: only a signal that is DEAD or FAILED can be tried again."
                                .formatted(status)));
            case RetryResult.Unknown() -> ExceptionMappers.response(Problem.noSuchSignal());
        };
    }

    @POST
    @Path("retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "retrySignals",
            summary = "Try all signals again that were given up.",
            description = "The oldest first, " + AT_ONCE + " by one call: call again while `more` is true.")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueRequestSchemas.RetryRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "How many are due now.",
            content = @Content(schema = @Schema(implementation = RetriedResponse.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not valid; the problem names what is wrong and what is expected.")
    @APIResponse(responseCode = "413", description = "The body is too large.")
    public Response retryDead(byte[] body) throws SQLException {
        var fields = JsonFields.of(body, "status", "source");
        var status = fields.text("status", 1, QueryParam.SOURCE_MAX);
        var source = fields.text("source", 1, QueryParam.SOURCE_MAX);
        if (!status.equals(Optional.of(DeliveryStatus.DEAD.name()))) {
            fields.reject("status", "DEAD");
        }
        var problem = fields.problem();
        if (problem.isPresent()) {
            return ExceptionMappers.response(problem.get());
        }
        var dead = manualRetry.retryDead(source, AT_ONCE);
        return Response.ok(new RetriedResponse(dead.retried(), dead.more())).build();
    }
}
