package io.incumbent.api.intake;

import io.incumbent.api.http.Problem;
import io.incumbent.signal.SignalBody;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the body of a signal within limits of size and time. The framework's limits do not suffice: its 413 has no body, and its
 * time limit starts anew with each byte.
 *
 * @param most maximum size in bytes
 * @param limit maximum time from the head of the request to the end of its body
 */
record BodyReader(Vertx vertx, long most, Duration limit) {

    /** How long the rest of a rejected request is still read: a sender that is disconnected while sending does not read the answer. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    /** Passes the complete body on. Answers a body that is too large or too slow with a problem, and drops a request whose connection ends. */
    void read(HttpServerRequest request, Consumer<SignalBody> whole) {
        if (declared(request) > most) {
            reject(request, Problem.of(413));
            return;
        }
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        var body = Buffer.buffer();
        long timer = vertx.setTimer(limit.toMillis(), _ -> reject(request, Problem.slowBody(limit)));
        request.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > most) {
                vertx.cancelTimer(timer);
                reject(request, Problem.of(413));
            }
        });
        request.exceptionHandler(_ -> vertx.cancelTimer(timer)); // the connection is closed
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            whole.accept(new SignalBody(body.getBytes()));
        });
    }

    /** The HTTP decoder has rejected a Content-Length that is not a number. */
    private static long declared(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Answers at once, and closes the connection when the sender has finished or after {@link #LINGER}. */
    private void reject(HttpServerRequest request, Problem problem) {
        var response = request.response();
        var json = Buffer.buffer(problem.json());
        problem.head(response);
        if (request.version().alpnName().startsWith("http/1")) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length()))
                .write(json);
        long timer = vertx.setTimer(LINGER.toMillis(), _ -> request.connection().close());
        request.handler(_ -> {});
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            response.end();
        });
    }
}
