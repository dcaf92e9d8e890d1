package io.incumbent.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Asks {@link QueueAccess} before anything of a request is looked at. */
class QueueAccessFilter {

    private final QueueAccess access;

    QueueAccessFilter(QueueAccess access) {
        this.access = access;
    }

    /** @return null if the request may go on */
    @ForTheQueue
    @ServerRequestFilter
    public @Nullable Response filter(ContainerRequestContext request) {
        var sent = request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of());
        return access.refuse(sent).map(QueueAccessFilter::answer).orElse(null);
    }

    private static Response answer(Problem problem) {
        var response = Response.fromResponse(ProblemMappers.response(problem));
        if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"incumbent\"");
        }
        return response.build();
    }
}
