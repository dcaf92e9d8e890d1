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

/** One HTTP request to the target. All of it runs on one event loop. */
final class DeliveryRequest {

    /** Bytes of the response's body that are kept: enough for an excerpt in any encoding. */
    private static final int KEPT_MAX = 4 * LogText.EXCERPT_MAX;

    /** A response whose body is longer is cut off by closing the connection; its beginning is enough. */
    private static final int BODY_MAX = 64 * 1024;

    private final Vertx vertx;
    private final DeliverySettings settings;
    private final BooleanSupplier maySend;
    private final Promise<RequestResult> result = Promise.promise();
    private final Buffer received = Buffer.buffer();
    private int length;
    private long timer;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;

    private DeliveryRequest(Vertx vertx, DeliverySettings settings, BooleanSupplier maySend) {
        this.vertx = vertx;
        this.settings = settings;
        this.maySend = maySend;
    }

    /**
     * @param headers called once the connection is open
     * @param maySend called after that, immediately before the request is sent
     */
    static Future<RequestResult> send(
            Vertx vertx,
            HttpClient client,
            DeliverySettings settings,
            Supplier<Map<String, String>> headers,
            byte[] body,
            BooleanSupplier maySend) {
        var delivery = new DeliveryRequest(vertx, settings, maySend);
        vertx.getOrCreateContext().runOnContext(_ -> delivery.connect(client, headers, body));
        return delivery.result.future();
    }

    private void connect(HttpClient client, Supplier<Map<String, String>> headers, byte[] body) {
        var limit = settings.connectTimeout();
        timer = vertx.setTimer(
                limit.toMillis(), _ -> end(new RequestResult.NoConnection("no connection within " + limit)));
        client.request(new RequestOptions(settings.target())).onComplete(got -> connected(got, headers, body));
    }

    private void connected(AsyncResult<HttpClientRequest> got, Supplier<Map<String, String>> headers, byte[] body) {
        if (got.failed()) {
            end(new RequestResult.NoConnection("no connection: " + messageOf(got.cause())));
            return;
        }
        var connected = got.result();
        request = connected;
        connected.exceptionHandler(_ -> {}); // the futures report failures; without a handler Vert.x would log them too
        if (result.future().isComplete()) {
            connected.reset();
            return;
        }
        try {
            headers.get().forEach(connected::putHeader);
            if (maySend.getAsBoolean()) {
                vertx.cancelTimer(timer);
                timer = vertx.setTimer(settings.timeout().toMillis(), _ -> timedOut());
                connected.send(Buffer.buffer(body)).onComplete(this::answered);
                return;
            }
            end(new RequestResult.NotSent());
        } catch (RuntimeException e) {
            end(new RequestResult.NoResponse("fault: " + messageOf(e)));
        }
        connected.reset();
    }

    private void answered(AsyncResult<HttpClientResponse> got) {
        if (got.failed()) {
            end(new RequestResult.NoResponse("no answer: " + messageOf(got.cause())));
            return;
        }
        var head = got.result();
        response = head;
        head.exceptionHandler(_ -> end(responseOf(head)));
        head.endHandler(_ -> end(responseOf(head)));
        head.handler(part -> append(part, head));
    }

    private void append(Buffer part, HttpClientResponse head) {
        length += part.length();
        received.appendBuffer(part, 0, Math.min(part.length(), Math.max(0, KEPT_MAX - received.length())));
        if (length > BODY_MAX) {
            end(responseOf(head));
            abort();
        }
    }

    private void timedOut() {
        end(
                response == null
                        ? new RequestResult.NoResponse("no answer within " + settings.timeout())
                        : responseOf(response));
        abort();
    }

    private void abort() {
        if (request != null) {
            request.reset();
        }
    }

    private void end(RequestResult what) {
        vertx.cancelTimer(timer);
        result.tryComplete(what);
    }

    private RequestResult responseOf(HttpClientResponse head) {
        return new RequestResult.Response(
                head.statusCode(),
                Optional.ofNullable(head.getHeader("Retry-After")),
                Optional.ofNullable(head.getHeader("Location"))
                        .map(LogText::withoutCredentials)
                        .map(LogText::excerpt),
                LogText.excerpt(new String(received.getBytes(), UTF_8)));
    }

    private static String messageOf(Throwable cause) {
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : LogText.excerpt(message);
    }
}
