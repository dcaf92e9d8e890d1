package io.incumbent.process;

import io.incumbent.signal.SignalBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A real target of deliveries: keeps a log of all requests and answers as it is told, or badly. Whether it does the work of a
 * request, once for each idempotency key, is up to the caller, too: {@link #process}.
 */
public final class HttpReceiver implements AutoCloseable {

    private final Vertx vertx;
    private final HttpServer server;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong order = new AtomicLong();
    private final Map<Long, Request> unanswered = new ConcurrentHashMap<>();
    private final AtomicInteger mostUnanswered = new AtomicInteger();
    private final Map<String, Request> processed = new ConcurrentHashMap<>();
    private final AtomicInteger processedAgain = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private volatile Function<Request, Answer> script = _ -> Answer.status(200);

    private HttpReceiver(int port) throws IOException {
        var noFiles =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(noFiles));
        server = vertx.createHttpServer()
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(this::receive);
        try {
            join(server.listen(port, "127.0.0.1"));
        } catch (CompletionException e) {
            close();
            throw new IOException("no server on port %d".formatted(port), e.getCause());
        }
    }

    /**
     * One request as it came.
     *
     * @param order its place in the order of arrival, from 1
     * @param at when it was there, by {@link System#nanoTime}
     * @param headers names in small signals
     */
    public record Request(long order, long at, String path, Map<String, List<String>> headers, SignalBody body) {

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

    /** On a free port. */
    public static HttpReceiver start() {
        try {
            return new HttpReceiver(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException if another program listens on this port */
    public static HttpReceiver start(int port) throws IOException {
        return new HttpReceiver(port);
    }

    public int port() {
        return server.actualPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/signals?tenant=1");
    }

    /** From the next request on. Called on the one thread of the server, so it must not block. */
    public void answer(Function<Request, Answer> next) {
        script = next;
    }

    /**
     * Does the work of a request, unless that of one with the same idempotency key was done before. To be called while the
     * answer is chosen.
     *
     * @return whether it was done now
     */
    public boolean process(Request request) {
        var key = request.header("idempotency-key").orElseThrow();
        boolean first = processed.putIfAbsent(key, request) == null;
        if (!first) {
            processedAgain.incrementAndGet();
        }
        return first;
    }

    /** By idempotency key, the requests whose work was done. */
    public Map<String, Request> processed() {
        return Collections.unmodifiableMap(processed);
    }

    /** How many requests were recognised by their key, since their work had been done before. */
    public int processedAgain() {
        return processedAgain.get();
    }

    /** All requests so far, in the order in which they came. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Requests that wait for their answer; without the one whose answer is being chosen. */
    public Collection<Request> unanswered() {
        return Collections.unmodifiableCollection(unanswered.values());
    }

    /** Most requests that were here at the same time without being answered. */
    public int mostUnanswered() {
        return mostUnanswered.get();
    }

    /** How many connections were ever made. */
    public int connections() {
        return connections.get();
    }

    /** How many endless answers were hung up on. */
    public int cutOff() {
        return cutOff.get();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var headers = new TreeMap<String, List<String>>();
            request.headers()
                    .names()
                    .forEach(name -> headers.put(
                            name.toLowerCase(Locale.ROOT),
                            List.copyOf(request.headers().getAll(name))));
            var one = new Request(
                    order.incrementAndGet(),
                    System.nanoTime(),
                    request.uri(),
                    headers,
                    new SignalBody(body.getBytes()));
            requests.add(one);
            var answer = script.apply(one);
            unanswered.put(one.order(), one);
            mostUnanswered.accumulateAndGet(unanswered.size(), Math::max);
            give(answer, one, request);
        });
    }

    private void give(Answer answer, Request one, HttpServerRequest request) {
        var response = request.response();
        switch (answer) {
            case Answer.Status(int code, var headers, var body) -> {
                headers.forEach(response::putHeader);
                unanswered.remove(one.order());
                response.setStatusCode(code).end(body);
            }
            case Answer.Silence _ -> {}
            case Answer.Cut _ -> cut(one, request);
            case Answer.CutInBody(int code) ->
                response.setStatusCode(code)
                        .setChunked(true)
                        .write("the beginning")
                        .onComplete(_ -> cut(one, request));
            case Answer.Endless(int code) ->
                endless(response.setStatusCode(code).setChunked(true));
            case Answer.Stuck(int code) ->
                response.setStatusCode(code).setChunked(true).write("the beginning");
            case Answer.Late(var by, var then) -> vertx.setTimer(by.toMillis(), _ -> give(then, one, request));
        }
    }

    private void cut(Request one, HttpServerRequest request) {
        unanswered.remove(one.order());
        request.connection().close();
    }

    private void endless(HttpServerResponse response) {
        vertx.setPeriodic(1, timer -> {
            if (response.closed()) {
                cutOff.incrementAndGet();
                vertx.cancelTimer(timer);
            } else if (!response.writeQueueFull()) {
                response.write(Buffer.buffer("on and on ".repeat(1000)));
            }
        });
    }

    @Override
    public void close() {
        join(vertx.close());
    }

    private static void join(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
