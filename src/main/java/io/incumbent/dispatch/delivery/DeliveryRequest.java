package io.incumbent.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.logging.LogText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request to the target, on one event loop from its beginning to its end. */
final class DeliveryRequest {

    /** Of the answer's body so many bytes are kept: enough for an excerpt, whatever its characters are. */
    private static final int KEPT = 4 * LogText.EXCERPT_MAX;

    /** A target that goes on talking is hung up on; what it said first is what it said. */
    private static final int HEARD = 64 * 1024;

    private final Vertx vertx;
    private final DeliverySettings settings;
    private final BooleanSupplier mayAct;
    private final Promise<RequestResult> result = Promise.promise();
    private final Buffer heard = Buffer.buffer();
    private int length;
    private long timer;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;

    private DeliveryRequest(Vertx vertx, DeliverySettings settings, BooleanSupplier mayAct) {
        this.vertx = vertx;
        this.settings = settings;
        this.mayAct = mayAct;
    }

    /**
     * @param headers asked for when there is a connection
     * @param mayAct asked after that, and last of all before it is sent
     */
    static Future<RequestResult> send(
            Vertx vertx,
            HttpClient client,
            DeliverySettings settings,
            Supplier<Map<String, String>> headers,
            byte[] body,
            BooleanSupplier mayAct) {
        var post = new DeliveryRequest(vertx, settings, mayAct);
        vertx.getOrCreateContext().runOnContext(_ -> post.connect(client, headers, body));
        return post.result.future();
    }

    private void connect(HttpClient client, Supplier<Map<String, String>> headers, byte[] body) {
        var limit = settings.connectTimeout();
        timer = vertx.setTimer(
                limit.toMillis(), _ -> end(new RequestResult.NoConnection("no connection within " + limit)));
        client.request(new RequestOptions(settings.target())).onComplete(got -> connected(got, headers, body));
    }

    private void connected(AsyncResult<HttpClientRequest> got, Supplier<Map<String, String>> headers, byte[] body) {
        if (got.failed()) {
            end(new RequestResult.NoConnection("no connection: " + told(got.cause())));
            return;
        }
        var connected = got.result();
        request = connected;
        connected.exceptionHandler(_ -> {}); // what goes wrong is told by the futures; Vert.x would log it as well
        if (result.future().isComplete()) {
            connected.reset();
            return;
        }
        try {
            headers.get().forEach(connected::putHeader);
            if (mayAct.getAsBoolean()) {
                vertx.cancelTimer(timer);
                timer = vertx.setTimer(settings.timeout().toMillis(), _ -> late());
                connected.send(Buffer.buffer(body)).onComplete(this::answered);
                return;
            }
            end(new RequestResult.NotSent());
        } catch (RuntimeException e) {
            end(new RequestResult.NoResponse("fault: " + told(e)));
        }
        connected.reset();
    }

    private void answered(AsyncResult<HttpClientResponse> got) {
        if (got.failed()) {
            end(new RequestResult.NoResponse("no answer: " + told(got.cause())));
            return;
        }
        var head = got.result();
        response = head;
        head.exceptionHandler(_ -> end(answer(head)));
        head.endHandler(_ -> end(answer(head)));
        head.handler(part -> hear(part, head));
    }

    private void hear(Buffer part, HttpClientResponse head) {
        length += part.length();
        heard.appendBuffer(part, 0, Math.min(part.length(), Math.max(0, KEPT - heard.length())));
        if (length > HEARD) {
            end(answer(head));
            hangUp();
        }
    }

    private void late() {
        end(
                response == null
                        ? new RequestResult.NoResponse("no answer within " + settings.timeout())
                        : answer(response));
        hangUp();
    }

    private void hangUp() {
        if (request != null) {
            request.reset();
        }
    }

    private void end(RequestResult what) {
        vertx.cancelTimer(timer);
        result.tryComplete(what);
    }

    private RequestResult answer(HttpClientResponse head) {
        return new RequestResult.Response(
                head.statusCode(),
                Optional.ofNullable(head.getHeader("Retry-After")),
                Optional.ofNullable(head.getHeader("Location"))
                        .map(LogText::withoutCredentials)
                        .map(LogText::excerpt),
                LogText.excerpt(new String(heard.getBytes(), UTF_8)));
    }

    private static String told(Throwable cause) {
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : LogText.excerpt(message);
    }
}
