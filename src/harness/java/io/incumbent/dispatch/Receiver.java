package io.incumbent.dispatch;

import io.incumbent.signal.SignalBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A real target of deliveries: keeps the record of all that came, and answers as it is told, or badly. */
public final class Receiver implements AutoCloseable {

    private final Vertx vertx;
    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private volatile Function<Seen, Answer> script = _ -> Answer.status(200);

    private Receiver(int port) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        server = vertx.createHttpServer()
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(this::take);
        done(server.listen(port, "127.0.0.1"));
    }

    /** One request as it came; names of headers in small letters. */
    public record Seen(Instant at, String path, Map<String, List<String>> headers, SignalBody body) {

        public Optional<String> header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst();
        }
    }

    /** What a request is answered. */
    public sealed interface Answer {

        record Status(int code, Map<String, String> headers, String body) implements Answer {}

        /** Never. */
        record Silence() implements Answer {}

        /** The connection is closed instead. */
        record Cut() implements Answer {}

        /** A status, the beginning of a body, and the connection is closed. */
        record CutInBody(int code) implements Answer {}

        /** A status and a body without end. */
        record Endless(int code) implements Answer {}

        /** A status and the beginning of a body, and nothing more. */
        record Stuck(int code) implements Answer {}

        record Late(Duration by, Answer then) implements Answer {}

        static Answer status(int code) {
            return new Status(code, Map.of(), "");
        }
    }

    public static Receiver start() {
        return new Receiver(0);
    }

    /** @param port one at which another was, whose place this one takes */
    public static Receiver start(int port) {
        return new Receiver(port);
    }

    public int port() {
        return server.actualPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/signals?tenant=1");
    }

    /** From the next request on. Called on the one thread of the server, so it must not block. */
    public void answer(Function<Seen, Answer> next) {
        script = next;
    }

    /** All requests so far, in the order in which they came. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Most requests that were here at the same time without being answered. */
    public int mostUnderWay() {
        return mostUnderWay.get();
    }

    /** How many connections were ever made. */
    public int connections() {
        return connections.get();
    }

    /** How many endless answers were hung up on. */
    public int cutOff() {
        return cutOff.get();
    }

    private void take(HttpServerRequest request) {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        request.body().onSuccess(body -> {
            var headers = new TreeMap<String, List<String>>();
            request.headers()
                    .names()
                    .forEach(name -> headers.put(
                            name.toLowerCase(Locale.ROOT),
                            List.copyOf(request.headers().getAll(name))));
            var one = new Seen(Instant.now(), request.uri(), headers, new SignalBody(body.getBytes()));
            seen.add(one);
            give(script.apply(one), request);
        });
    }

    private void give(Answer answer, HttpServerRequest request) {
        var response = request.response();
        switch (answer) {
            case Answer.Status(int code, var headers, var body) -> {
                headers.forEach(response::putHeader);
                underWay.decrementAndGet();
                response.setStatusCode(code).end(body);
            }
            case Answer.Silence _ -> {}
            case Answer.Cut _ -> {
                underWay.decrementAndGet();
                request.connection().close();
            }
            case Answer.CutInBody(int code) ->
                response.setStatusCode(code)
                        .setChunked(true)
                        .write("the beginning")
                        .onComplete(_ -> {
                            underWay.decrementAndGet();
                            request.connection().close();
                        });
            case Answer.Endless(int code) -> {
                response.setStatusCode(code).setChunked(true);
                vertx.setPeriodic(1, timer -> {
                    if (response.closed()) {
                        cutOff.incrementAndGet();
                        vertx.cancelTimer(timer);
                    } else if (!response.writeQueueFull()) {
                        response.write(Buffer.buffer("on and on ".repeat(1000)));
                    }
                });
            }
            case Answer.Stuck(int code) ->
                response.setStatusCode(code).setChunked(true).write("the beginning");
            case Answer.Late(var by, var then) -> vertx.setTimer(by.toMillis(), _ -> give(then, request));
        }
    }

    @Override
    public void close() {
        done(vertx.close());
    }

    private static void done(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
