package io.incumbent.api.status;

import io.incumbent.database.schema.DatabaseReadiness;
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

/** Answers the state of the database's set-up. */
@Path("/health/db")
@NonBlocking
@Tag(name = "Database")
class DatabaseResource {

    private final DatabaseReadiness database;

    DatabaseResource(DatabaseReadiness database) {
        this.database = database;
    }

    @GET
    @Operation(
            operationId = "databaseHealth",
            summary = "Is the database ready, and if not, what does this instance wait for?",
            description =
                    "Answered from memory, as soon as the process listens. `READY` is final: whether PostgreSQL answers"
                            + " now is checked by the election and shows in the `role` at `/leadership`.")
    @APIResponse(
            responseCode = "200",
            description = "Ready.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DatabaseResponse.class)))
    @APIResponse(
            responseCode = "503",
            description = "Not ready. Not a problem of the request, so the body is the same.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DatabaseResponse.class)))
    public Response database() {
        var status = database.status();
        return Response.status(status.ready() ? 200 : 503)
                .type(MediaType.APPLICATION_JSON)
                .entity(DatabaseResponse.of(status))
                .build();
    }
}
