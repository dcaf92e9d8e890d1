package io.incumbent.api;

import io.incumbent.signal.Body;
import io.incumbent.signal.SignalsConfig;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the bodies of signals before the REST layer sees the request: no more bytes than may come, for no longer than they
 * may take. The framework's own limit says 413 without a word, and its time limit begins anew with each byte.
 */
@ApplicationScoped
class SignalBodies {

    /** Before the framework's own limit on sizes, which is at -2. */
    private static final int ORDER = -3;

    /** Whoever sends too much is listened to for this long, since one that is cut off while it sends does not hear why. */
    private static final Duration HEARING = Duration.ofSeconds(5);

    private static final String KEY = "incumbent.signal.body";

    private final Vertx vertx;
    private final long most;
    private final Duration limit;

    SignalBodies(
            Vertx vertx, SignalsConfig config, @ConfigProperty(name = "quarkus.http.read-timeout") Duration limit) {
        this.vertx = vertx;
        this.most = config.maxBody().asLongValue();
        this.limit = limit;
    }

    /** Of a request that came this way; empty for any other. */
    static Optional<Body> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }

    void install(@Observes Router router) {
        router.post("/signals").order(ORDER).handler(this::read);
    }

    private void read(RoutingContext context) {
        var request = context.request();
        if (declared(context) > most) {
            tooLarge(context);
            return;
        }
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        var body = Buffer.buffer();
        long timer = vertx.setTimer(limit.toMillis(), _ -> refuse(context, Problem.slowBody(limit)));
        request.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > most) {
                vertx.cancelTimer(timer);
                tooLarge(context);
            }
        });
        request.exceptionHandler(_ -> vertx.cancelTimer(timer)); // nobody is there any more
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            context.put(KEY, new Body(body.getBytes()));
            context.next();
        });
    }

    /** Anything that is no number was refused by the decoder of HTTP before. */
    private static long declared(RoutingContext context) {
        var length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void tooLarge(RoutingContext context) {
        refuse(context, Problem.of(413, Details.of(413)));
    }

    /** The whole answer at once, the end of the connection when the sender has heard it. */
    private void refuse(RoutingContext context, Problem problem) {
        var request = context.request();
        var response = context.response();
        var json = Buffer.buffer(problem.json());
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length()))
                .write(json);
        long timer =
                vertx.setTimer(HEARING.toMillis(), _ -> request.connection().close());
        request.handler(_ -> {});
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            response.end();
        });
    }
}
