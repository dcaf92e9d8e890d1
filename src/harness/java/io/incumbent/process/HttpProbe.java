package io.incumbent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One request, as the kubelet or a balancer sends it, and what came back. */
record HttpProbe(int status, String body, Duration took) {

    /** Status when there was no answer: the port is closed, or nothing came within the limit. */
    static final int NO_ANSWER = 0;

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    static HttpProbe get(int port, String path) {
        return send("GET", port, path);
    }

    static HttpProbe head(int port, String path) {
        return send("HEAD", port, path);
    }

    /** Asked now, on a thread of its own. */
    static CompletableFuture<HttpProbe> later(int port, String path) {
        var answer = new CompletableFuture<HttpProbe>();
        Thread.startVirtualThread(() -> answer.complete(get(port, path)));
        return answer;
    }

    static HttpProbe post(int port, String path, String json) {
        return send("POST", port, path, HttpRequest.BodyPublishers.ofString(json));
    }

    private static HttpProbe send(String method, int port, String path) {
        return send(method, port, path, HttpRequest.BodyPublishers.noBody());
    }

    private static HttpProbe send(String method, int port, String path, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, body)
                .timeout(LIMIT)
                .build();
        long asked = System.nanoTime();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return new HttpProbe(response.statusCode(), response.body(), since(asked));
        } catch (IOException e) {
            return new HttpProbe(NO_ANSWER, String.valueOf(e.getMessage()), since(asked));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static Duration since(long asked) {
        return Duration.ofNanos(System.nanoTime() - asked);
    }
}
