package io.incumbent.api;

import io.incumbent.signal.Body;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the body of a signal: no more bytes than may come, for no longer than they may take. The framework's own limit says
 * 413 without a word, and its time limit begins anew with each byte.
 *
 * @param most bytes
 * @param limit from the head of the request to the end of its body
 */
record SignalBody(Vertx vertx, long most, Duration limit) {

    /** Whoever sends too much is listened to for this long, since one that is cut off while it sends does not hear why. */
    private static final Duration HEARING = Duration.ofSeconds(5);

    /** Answers by itself whatever is too large or too slow; a sender that goes away is forgotten. */
    void read(HttpServerRequest request, Consumer<Body> whole) {
        if (declared(request) > most) {
            refuse(request, Problem.of(413));
            return;
        }
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        var body = Buffer.buffer();
        long timer = vertx.setTimer(limit.toMillis(), _ -> refuse(request, Problem.slowBody(limit)));
        request.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > most) {
                vertx.cancelTimer(timer);
                refuse(request, Problem.of(413));
            }
        });
        request.exceptionHandler(_ -> vertx.cancelTimer(timer)); // nobody is there any more
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            whole.accept(new Body(body.getBytes()));
        });
    }

    /** Anything that is no number was refused by the decoder of HTTP before. */
    private static long declared(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The whole answer at once, the end of the connection when the sender has heard it. */
    private void refuse(HttpServerRequest request, Problem problem) {
        var response = request.response();
        var json = Buffer.buffer(problem.json());
        problem.head(response);
        if (request.version().alpnName().startsWith("http/1")) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length()))
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
