package io.incumbent.api.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Answers errors that occur before or outside of the REST layer, such as an unknown path, with a {@link Problem}. */
@ApplicationScoped
class RouterErrors {

    private static final Logger LOG = Logger.getLogger(RouterErrors.class);

    void main(@Observes Router router) {
        install(router);
    }

    void management(@Observes ManagementInterface management) {
        install(management.router());
    }

    private static void install(Router router) {
        // Before every other route, so that its failure handler runs before the one that renders HTML.
        router.route().order(Integer.MIN_VALUE).failureHandler(RouterErrors::failed);
        // The router itself sets these three statuses when no route matches, and then calls no failure handler.
        router.errorHandler(400, RouterErrors::failed);
        router.errorHandler(404, RouterErrors::failed);
        router.errorHandler(405, RouterErrors::failed);
    }

    private static void failed(RoutingContext context) {
        var response = context.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            context.request().connection().close(); // a truncated response must not look complete
            return;
        }
        problem(context).end(response);
    }

    private static Problem problem(RoutingContext context) {
        var status = context.statusCode();
        if (status >= 400 && status < 500) {
            return Problem.of(status);
        }
        var id = UUID.randomUUID().toString();
        LOG.errorf(
                context.failure(),
                "request failed id=%s method=%s",
                id,
                context.request().method());
        return Problem.unexpected(id);
    }
}
