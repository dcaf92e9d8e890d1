package io.incumbent.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the service that the signals are for: honours the idempotency key, and remembers what it got. */
final class Target implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> processed = new ConcurrentHashMap<>();
    private final AtomicInteger again = new AtomicInteger();

    Target() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), DemoPorts.TARGET), 100);
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    static Map<String, String> environment() {
        return Map.of("INCUMBENT_DISPATCH_URL", "http://127.0.0.1:" + DemoPorts.TARGET + "/orders");
    }

    /** Whether the signal of this id was processed. */
    boolean has(String id) {
        return processed.containsKey(id);
    }

    /** The term that it was delivered under. */
    String termOf(String id) {
        return processed.getOrDefault(id, "-");
    }

    int processed() {
        return processed.size();
    }

    /** How many deliveries came again, and were recognised by their key. */
    int again() {
        return again.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var key = headers.getFirst("Idempotency-Key");
            var term = headers.getFirst("Incumbent-Term");
            if (key == null || term == null) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            if (processed.putIfAbsent(key, term) != null) {
                again.incrementAndGet();
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
