package io.incumbent.api.queue;

import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.Problem;
import io.incumbent.api.http.QueryParam;
import io.incumbent.api.http.SignalIdParam;
import io.incumbent.query.SignalQueries;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers which signals there are and how far each is processed. Works on every instance. */
@Path("/signals")
@Produces(MediaType.APPLICATION_JSON)
@QueueSecured
@Tag(name = CommonResponses.QUEUE)
class SignalResource {

    private final SignalQueries signals;

    SignalResource(SignalQueries signals) {
        this.signals = signals;
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @Operation(
            operationId = "signal",
            summary = "How far is this signal processed?",
            description = "From the database, with its body and the newest attempts.")
    @APIResponse(
            responseCode = "200",
            description = "The signal.",
            content = @Content(schema = @Schema(implementation = SignalItem.class)))
    @APIResponse(responseCode = "404", description = "There is no signal with this id, or it was removed.")
    public Response signal(@Parameter(description = "Its id.") @PathParam("id") String id) {
        return SignalIdParam.read(id)
                .flatMap(signals::read)
                .map(found -> Response.ok(SignalItem.of(found)).build())
                .orElseGet(() -> ExceptionMappers.response(Problem.noSuchSignal()));
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            operationId = "signals",
            summary = "Which signals are there?",
            description = "From the database, newest first, page by page: no signal appears twice, and no signal that"
                    + " existed at the first page is left out, even if new ones arrive meanwhile.")
    @APIResponse(
            responseCode = "200",
            description = "A page of signals.",
            content = @Content(schema = @Schema(implementation = SignalPage.class)))
    @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description = "Only signals in this status.",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"QUEUED", "PROCESSING", "COMPLETED", "FAILED", "DEAD"}))
    @Parameter(
            name = "source",
            in = ParameterIn.QUERY,
            description = "Only signals of this source.",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = QueryParam.SOURCE_MAX))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "Continue after a page: the value of its member `next`.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "How many at most.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "50"))
    @APIResponse(
            responseCode = "400",
            description = "A query parameter is not valid or not known; the problem names it and what is expected.")
    public Response signals(@Parameter(hidden = true) @Context UriInfo uri) {
        var sent = uri.getQueryParameters();
        var status = QueryParam.status(sent);
        var source = QueryParam.source(sent);
        var cursor = QueryParam.cursor(sent);
        var limit = QueryParam.limit(sent);
        return QueryParam.unknown(sent, "status", "source", "cursor", "limit")
                .or(() -> Stream.of(status, source, cursor, limit)
                        .flatMap(query -> query.problem().stream())
                        .findFirst())
                .map(ExceptionMappers::response)
                .orElseGet(() -> page(
                        new SignalQueries.Filter(status.given(), source.given(), cursor.given()),
                        limit.given().orElse(QueryParam.LIMIT_DEFAULT)));
    }

    private Response page(SignalQueries.Filter filter, int limit) {
        var found = signals.newest(filter, limit + 1);
        return Response.ok(SignalPage.of(found, limit)).build();
    }
}
