package io.incumbent.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Where signals are delivered: a service that honours the idempotency key, and that is slow, fails, or cuts connections,
 * before and after it has done its work. It keeps a record of every request.
 */
final class Target implements ReceivedRequests, AutoCloseable {

    /** Every so many is refused for good, until {@link #forgive}. */
    private static final int REFUSED_EVERY = 97;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Visit> visits = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> oddities = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Map<String, Long> processed = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> effects = new ConcurrentHashMap<>();
    private final Map<String, String> underWay = new ConcurrentHashMap<>();
    private final AtomicLong order = new AtomicLong();
    private volatile boolean forgiving;
    private volatile boolean away;

    private Target() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                visit(exchange);
            }
        });
        server.start();
    }

    static Target start() throws IOException {
        return new Target();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/signals";
    }

    static boolean refuses(int number) {
        return number % REFUSED_EVERY == 5;
    }

    /** Nothing is refused or failed any more. */
    void forgive() {
        forgiving = true;
    }

    /** Whether every connection is cut before anything is looked at. */
    void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public List<Visit> visits() {
        return List.copyOf(visits);
    }

    @Override
    public List<String> oddities() {
        return List.copyOf(oddities);
    }

    @Override
    public Map<Integer, AtomicInteger> effects() {
        return effects;
    }

    @Override
    public Map<String, Long> processed() {
        return processed;
    }

    private void visit(HttpExchange exchange) throws IOException {
        if (away) {
            return;
        }
        var letter = JSON.readTree(exchange.getRequestBody());
        var headers = exchange.getRequestHeaders();
        var visit = new Visit(
                letter.path("n").asInt(),
                headers.getFirst("Idempotency-Key"),
                Long.parseLong(headers.getFirst("Incumbent-Term")),
                Integer.parseInt(headers.getFirst("Incumbent-Attempt")),
                order.incrementAndGet(),
                System.nanoTime());
        visits.add(visit);
        var customer = letter.path("customer").asText();
        var other = underWay.put(customer, visit.toString());
        if (other != null && !customer.isEmpty()) {
            oddities.add("two of " + customer + " under way: " + other + " and " + visit);
        }
        try {
            answer(exchange, visit);
        } finally {
            underWay.remove(customer, visit.toString());
        }
    }

    private void answer(HttpExchange exchange, Visit visit) throws IOException {
        int before =
                seen.computeIfAbsent(visit.signal(), _ -> new AtomicInteger()).getAndIncrement();
        var chance = new SplittableRandom(visit.number() * 1_000_003L + before);
        int luck = forgiving ? 100 : chance.nextInt(100);
        if (refuses(visit.number()) && !forgiving) {
            status(exchange, 410);
        } else if (luck < 2) {
            status(exchange, 500);
        } else if (luck < 4) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            status(exchange, luck == 2 ? 429 : 503);
        } else if (luck >= 6) { // 4 and 5: cut before anything was done
            process(visit);
            if (luck < 11) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(chance.nextInt(100, 1_000)));
            }
            if (luck >= 8) { // 6 and 7: slow, and the answer is never sent
                status(exchange, 200);
            }
        }
    }

    private void process(Visit visit) {
        processed.computeIfAbsent(visit.signal(), _ -> {
            effects.computeIfAbsent(visit.number(), _ -> new AtomicInteger()).incrementAndGet();
            return order.incrementAndGet();
        });
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
