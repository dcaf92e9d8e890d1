package io.incumbent.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * The methods that a path takes. A 405 must name them (RFC 9110), and the framework, which knows them, does not say: so
 * they are read from the table by which it routes, and no second list can go out of date.
 */
final class AllowedMethods {

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
        if (path.equals(SignalRoute.PATH)) {
            methods.add(HttpMethod.POST); // not a route of the framework's table
        }
        methods.add(HttpMethod.OPTIONS);
        return methods;
    }
}
