package io.incumbent.api.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Adds the responses to the OpenAPI document that all paths have in common, so that no resource repeats or forgets them. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class CommonResponses implements OASFilter {

    /** Tag of the calls to the queue, which need the database and, if configured, a token. */
    public static final String QUEUE = "Queue";

    public static final String NO_DATABASE = "The database does not answer, or no connection to it was free.";

    @Override
    public PathItem filterPathItem(PathItem path) {
        path.getOperations().values().forEach(CommonResponses::describe);
        var get = path.getGET();
        if (get != null && path.getHEAD() == null) {
            path.setHEAD(withoutBodies(get));
        }
        return path;
    }

    private static void describe(Operation operation) {
        var problem = OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem")));
        operation
                .getResponses()
                .addAPIResponse(
                        "405",
                        response("The path does not accept the method; the header Allow lists the accepted methods."))
                .addAPIResponse("500", response("An unexpected error; the log has the details under the id."))
                .addAPIResponse(APIResponses.DEFAULT, response("Any other error, such as 404 or 406."));
        if (operation.getTags().contains(QUEUE)) {
            describeQueue(operation.getResponses());
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (response.getContent() == null) {
                if ("503".equals(status) && response.getHeaders() == null) {
                    response.addHeader("Retry-After", retryAfter());
                }
                response.content(problem);
            }
        });
    }

    private static void describeQueue(APIResponses responses) {
        responses
                .addAPIResponse("401", response("No token, or an unknown one, see incumbent.dispatch.bearer-tokens."))
                .addAPIResponse("403", response("The operator has not set incumbent.dispatch.authentication."));
        if (!responses.hasAPIResponse("503")) {
            responses.addAPIResponse("503", response(NO_DATABASE));
        }
    }

    /** The header Retry-After of a 503 that is a problem. The 503 of the paths for balancers has content of its own and no such header. */
    private static Header retryAfter() {
        return OASFactory.createHeader()
                .description("Seconds after which to ask again.")
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static Operation withoutBodies(Operation get) {
        var responses = OASFactory.createAPIResponses();
        get.getResponses()
                .getAPIResponses()
                .forEach((status, response) -> responses.addAPIResponse(
                        status,
                        OASFactory.createAPIResponse()
                                .description(response.getDescription())
                                .headers(response.getHeaders())));
        return OASFactory.createOperation()
                .operationId(get.getOperationId() + "Head")
                .summary(get.getSummary())
                .description("The status and headers of GET, without a body.")
                .tags(get.getTags())
                .parameters(get.getParameters())
                .responses(responses);
    }
}
