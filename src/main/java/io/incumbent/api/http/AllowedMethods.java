package io.incumbent.api.http;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Finds the methods that a path accepts, which a 405 must list (RFC 9110). The framework offers no call for it, so they are read
 * from its routing table.
 */
final class AllowedMethods {

    /** Paths with methods that are routes of the HTTP server, which are missing in the framework's table. */
    private static final Map<String, Set<String>> OUTSIDE_OF_REST = Map.of("/signals", Set.of(HttpMethod.POST));

    private AllowedMethods() {}

    static SortedSet<String> at(ContainerRequestContext context) {
        var request = (ResteasyReactiveRequestContext)
                ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext();
        var path = request.getPathWithoutPrefix();
        var methods = new TreeSet<String>();
        var classes = new RequestMapper<>(request.getDeployment().getClassMappers());
        for (var found = classes.map(path); found != null; found = classes.continueMatching(path, found)) {
            var remaining = found.remaining.isEmpty() ? "/" : found.remaining;
            Arrays.stream(found.value.handlers)
                    .filter(ClassRoutingHandler.class::isInstance)
                    .map(ClassRoutingHandler.class::cast)
                    .forEach(routes -> routes.getMappers().forEach((method, mapper) -> {
                        if (method != null && mapper.map(remaining) != null) {
                            methods.add(method);
                        }
                    }));
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        methods.addAll(OUTSIDE_OF_REST.getOrDefault(path, Set.of()));
        methods.add(HttpMethod.OPTIONS);
        return methods;
    }
}
