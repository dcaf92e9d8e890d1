package io.incumbent.api;

import io.incumbent.signal.Body;
import io.incumbent.signal.Incoming;
import io.incumbent.signal.Intake;
import io.incumbent.signal.SignalsConfig;
import io.incumbent.signal.SignalsConfig.FollowerPolicy;
import io.incumbent.signal.Taken;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Intake: whoever has a signal sends it here. */
@Path("/signals")
@NonBlocking
@Tag(name = "Signals")
class SignalsResource {

    private final Intake intake;
    private final FollowerPolicy policy;
    private final SignalProblems problems;

    SignalsResource(Intake intake, SignalsConfig config) {
        this.intake = intake;
        this.policy = config.followerPolicy();
        this.problems = new SignalProblems(Math.toIntExact(config.retryAfter().toSeconds()));
    }

    @POST
    @Operation(
            operationId = "takeSignal",
            summary = "Take a signal, once.",
            description = "A signal that was accepted is durable, and is processed by the leader. Its key is the header"
                    + " `webhook-id`, else `Idempotency-Key`, else what the configured pointer finds in the body, else"
                    + " the hash of the body; a key is taken once per source. Whatever is answered by 503, or not at"
                    + " all, is to be sent again.")
    @Parameter(
            name = "source",
            in = ParameterIn.QUERY,
            description = "Who sends; keys are unique per source.",
            schema = @Schema(type = SchemaType.STRING))
    @RequestBody(
            description = "Any JSON.",
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "Accepted, or a duplicate, or, where the policy is `reject`, rejected: not to be sent again.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SignalAnswer.class)))
    @APIResponse(responseCode = "400", description = "Not JSON, or not with a key that can be used; says where.")
    @APIResponse(responseCode = "401", description = "Not signed, or not by one of ours.")
    @APIResponse(responseCode = "403", description = "Its operator has not said who may send.")
    @APIResponse(responseCode = "408", description = "The body did not come in time.")
    @APIResponse(responseCode = "409", description = "Another body was stored under this key; names its `id`.")
    @APIResponse(responseCode = "413", description = "The body is larger than `incumbent.signals.max-body`.")
    @APIResponse(
            responseCode = "503",
            description = "Not stored, or not known to be: too many wait, the database does not answer, or, where the"
                    + " policy is `retry`, this instance does not lead (`reason`).",
            headers =
                    @Header(
                            name = "Retry-After",
                            description = "Seconds after which to send it again.",
                            schema = @Schema(type = SchemaType.INTEGER)))
    public CompletionStage<Response> take(@Parameter(hidden = true) @Context RoutingContext request) {
        var body = SignalBodies.of(request).orElseThrow(NotFoundException::new);
        return intake.take(incoming(request, body)).thenApply(this::response);
    }

    private static Incoming incoming(RoutingContext request, Body body) {
        var headers = request.request().headers();
        return new Incoming(
                request.queryParam("source"),
                headers::getAll,
                Optional.ofNullable(headers.get(HttpHeaders.CONTENT_TYPE)),
                body);
    }

    private Response response(Taken taken) {
        return switch (taken) {
            case Taken.Accepted accepted -> done(SignalAnswer.of(accepted));
            case Taken.Duplicate duplicate -> done(SignalAnswer.of(duplicate));
            case Taken.Conflict(var id) -> ProblemMappers.response(problems.conflict(id));
            case Taken.Rejected rejected ->
                switch (policy) {
                    case REJECT -> done(SignalAnswer.of(rejected));
                    case RETRY, STORE -> ProblemMappers.response(problems.rejected(rejected.why()));
                };
            case Taken.Overloaded() -> ProblemMappers.response(problems.overloaded());
            case Taken.Unavailable() -> ProblemMappers.response(problems.unavailable());
            case Taken.Refused(var refusal) -> ProblemMappers.response(problems.of(refusal));
        };
    }

    private static Response done(SignalAnswer answer) {
        return Response.ok(answer.json(), MediaType.APPLICATION_JSON_TYPE).build();
    }
}
