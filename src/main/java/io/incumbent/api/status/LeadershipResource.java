package io.incumbent.api.status;

import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.QueryParam;
import io.incumbent.coordinator.Leadership;
import io.incumbent.query.LeadershipHistory;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers who leads, and the history of leaderships. */
@Path("/leadership")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leadership")
class LeadershipResource {

    private final Leadership leadership;
    private final LeadershipHistory history;

    LeadershipResource(Leadership leadership, LeadershipHistory history) {
        this.leadership = leadership;
        this.history = history;
    }

    @GET
    @NonBlocking
    @Operation(
            operationId = "leadership",
            summary = "Who leads?",
            description = "Answered from memory by every instance. Never names a leader that may be out of date: if"
                    + " unknown, `leader` is null.")
    @APIResponse(responseCode = "200", description = "What this instance knows.")
    public LeadershipResponse leadership() {
        return LeadershipResponse.Seen.by(leadership).answer();
    }

    @GET
    @Path("history")
    @RunOnVirtualThread
    @Operation(
            operationId = "history",
            summary = "Who led when, and why did that change?",
            description = "From the database, newest first.")
    @APIResponse(
            responseCode = "200",
            description = "The newest leaderships.",
            content =
                    @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = LeadershipHistory.Entry.class)))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "How many at most.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "50"))
    @APIResponse(
            responseCode = "400",
            description = "A query parameter is not valid or not known; the problem names it and what is expected.")
    @APIResponse(responseCode = "503", description = CommonResponses.NO_DATABASE)
    public Response history(@Parameter(hidden = true) @Context UriInfo uri) {
        var sent = uri.getQueryParameters();
        var limit = QueryParam.limit(sent);
        return QueryParam.unknown(sent, "limit")
                .or(limit::problem)
                .map(ExceptionMappers::response)
                .orElseGet(() -> newest(limit.given().orElse(QueryParam.LIMIT_DEFAULT)));
    }

    private Response newest(int limit) {
        return Response.ok(history.newest(limit)).build();
    }
}
