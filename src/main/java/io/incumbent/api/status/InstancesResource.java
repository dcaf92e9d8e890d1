package io.incumbent.api.status;

import io.incumbent.api.http.CommonResponses;
import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.QueryParam;
import io.incumbent.query.InstanceList;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers which instances are known. */
@Path("/instances")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Instances")
class InstancesResource {

    private final InstanceList instances;

    InstancesResource(InstanceList instances) {
        this.instances = instances;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            operationId = "instances",
            summary = "Which instances are there?",
            description = "From the database: every known instance, including stale ones.")
    @APIResponse(
            responseCode = "200",
            description = "All known instances.",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = InstanceList.Entry.class)))
    @Parameter(
            name = "stale-after",
            in = ParameterIn.QUERY,
            description = "The time without a heartbeat that makes an instance stale: a number with a unit (ms, s,"
                    + " m, h or d), up to 365d. Without it, the time counts that each instance declared for itself.",
            schema = @Schema(type = SchemaType.STRING, pattern = "^" + QueryParam.DURATION_TEXT + "$"),
            example = "30s")
    @APIResponse(
            responseCode = "400",
            description = "A query parameter is not valid or not known; the problem names it and what is expected.")
    @APIResponse(responseCode = "503", description = CommonResponses.NO_DATABASE)
    public Response instances(@Parameter(hidden = true) @Context UriInfo uri) {
        var sent = uri.getQueryParameters();
        var staleAfter = QueryParam.staleAfter(sent);
        return QueryParam.unknown(sent, "stale-after")
                .or(staleAfter::problem)
                .map(ExceptionMappers::response)
                .orElseGet(() -> all(staleAfter.given()));
    }

    private Response all(Optional<Duration> staleAfter) {
        return Response.ok(instances.all(staleAfter)).build();
    }
}
