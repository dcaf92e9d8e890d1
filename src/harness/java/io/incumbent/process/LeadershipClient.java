package io.incumbent.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Asks instances on this machine, as any user would. No answer in time is an answer: empty. */
public final class LeadershipClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Duration limit;
    private final HttpClient http;

    /** @param limit longest wait for one answer */
    public LeadershipClient(Duration limit) {
        this.limit = limit;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .build();
    }

    /** @param port the instance's HTTP port */
    public Optional<LeadershipView> leadership(int port) {
        return json(port, "/leadership").map(LeadershipView::of);
    }

    /**
     * @param port the instance's HTTP port
     * @return newest first
     */
    public List<HistoryRow> history(int port, int atMost) {
        return json(port, "/leadership/history?limit=" + atMost).stream()
                .flatMap(entries -> StreamSupport.stream(entries.spliterator(), false))
                .map(HistoryRow::of)
                .toList();
    }

    /** Whether Kubernetes would route to this instance. Empty if it does not answer. */
    public Optional<Boolean> ready(int managementPort) {
        return get(managementPort, "/q/health/ready").map(response -> response.statusCode() == 200);
    }

    private Optional<JsonNode> json(int port, String path) {
        return get(port, path)
                .filter(response -> response.statusCode() == 200)
                .map(HttpResponse::body)
                .map(body -> {
                    try {
                        return JSON.readTree(body);
                    } catch (JsonProcessingException e) {
                        throw new IllegalStateException(
                                "%s on port %d answered no JSON: %s".formatted(path, port, body), e);
                    }
                });
    }

    private Optional<HttpResponse<String>> get(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(limit)
                .build();
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
