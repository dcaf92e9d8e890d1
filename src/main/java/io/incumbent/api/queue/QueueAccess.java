package io.incumbent.api.queue;

import io.incumbent.api.http.ExceptionMappers;
import io.incumbent.api.http.Problem;
import io.incumbent.auth.BearerTokens;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.dispatch.queue.DispatchConfig.Authentication;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Authenticates callers of the queue, before anything else of a request is read. */
@ApplicationScoped // not a singleton, because filters are created before the configuration can be read
@Startup // an invalid configuration is rejected at the start, not at the first request
class QueueAccess {

    private static final String KEY = "incumbent.dispatch.authentication";
    private static final String TOKENS_KEY = "incumbent.dispatch.bearer-tokens";

    private final Optional<Problem> closed;
    private final Predicate<List<String>> accepts;

    @Inject
    QueueAccess(DispatchConfig config) {
        this(config.authentication(), config.bearerTokens().orElse(List.of()), ConfigUtils.isProfileActive("prod"));
    }

    /** @throws ConfigurationException if tokens are set that would not be checked, or if a token is missing or malformed */
    QueueAccess(Optional<Authentication> authentication, List<String> tokens, boolean production) {
        boolean bearer = authentication.equals(Optional.of(Authentication.BEARER));
        if (!bearer && !tokens.isEmpty()) {
            throw new ConfigurationException(
                    "%s names %d tokens, but %s is %s, so no token would be checked: set it to bearer"
                            .formatted(
                                    TOKENS_KEY, tokens.size(), KEY, authentication.isPresent() ? "none" : "not set"));
        }
        this.closed = authentication.isEmpty() && production ? Optional.of(closed()) : Optional.empty();
        this.accepts = bearer ? BearerTokens.of(TOKENS_KEY, tokens)::accepts : _ -> true;
    }

    /** @return null if the caller is authenticated */
    @QueueSecured
    @ServerRequestFilter
    public @Nullable Response filter(ContainerRequestContext request) {
        var sent = request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of());
        return reject(sent).map(QueueAccess::answer).orElse(null);
    }

    private static Response answer(Problem problem) {
        var response = Response.fromResponse(ExceptionMappers.response(problem));
        if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"incumbent\"");
        }
        return response.build();
    }

    /**
     * @param authorization all values of the header Authorization
     * @return the error response; empty if the caller is authenticated
     */
    Optional<Problem> reject(List<String> authorization) {
        return closed.or(() -> accepts.test(authorization) ? Optional.empty() : Optional.of(unknown()));
    }

    private static Problem closed() {
        return Problem.of(
                403,
                "closed",
                "The operator has not configured who may use the queue: set %s to bearer, or to none.".formatted(KEY));
    }

    private static Problem unknown() {
        return Problem.of(401, "unauthenticated", "The header Authorization must be 'Bearer' and a known token.");
    }
}
