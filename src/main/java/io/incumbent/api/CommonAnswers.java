package io.incumbent.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Adds to the OpenAPI document what holds for every path, so that no resource has to repeat it or can forget it. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class CommonAnswers implements OASFilter {

    @Override
    public PathItem filterPathItem(PathItem path) {
        path.getOperations().values().forEach(CommonAnswers::describe);
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
                        refusal("The path does not take the method; the header Allow names those that it takes."))
                .addAPIResponse("500", refusal("Something unexpected; the log has the details under the id."))
                .addAPIResponse(APIResponses.DEFAULT, refusal("Whatever else is refused, such as 404 or 406."));
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (response.getContent() == null) {
                response.content(problem);
            }
        });
    }

    private static APIResponse refusal(String description) {
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
