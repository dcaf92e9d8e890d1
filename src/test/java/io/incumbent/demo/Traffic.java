package io.incumbent.demo;

import io.incumbent.demo.Screen.Tone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a signal twice a second, as a sender would that must not lose one: to one instance after another until one takes it,
 * and every third one once more, as if the answer had been lost.
 */
final class Traffic implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final Duration LAST_DELIVERY = Duration.ofSeconds(5);

    private final Stage stage;
    private final Screen screen;
    private final Target target;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Thread thread;
    private String lastTerm = "";

    Traffic(Stage stage, Screen screen, Target target) {
        this.stage = stage;
        this.screen = screen;
        this.target = target;
        this.thread = Thread.ofVirtual().name("sender").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether every signal that was accepted was delivered, once those under way have had their time. */
    boolean whole() {
        long end = System.nanoTime() + LAST_DELIVERY.toNanos();
        while (undelivered() > 0
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PATIENCE.toNanos());
        }
        return undelivered() == 0;
    }

    String summary() {
        return "%d accepted, %d sent twice and recognised, %d delivered, %d of them more than once, %d not yet"
                .formatted(accepted.size(), repeats.get(), target.processed(), target.again(), undelivered());
    }

    boolean begun() {
        return !accepted.isEmpty();
    }

    /** No more are sent; what was accepted is delivered on. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }

    private long undelivered() {
        return accepted.stream().filter(id -> !target.has(id)).count();
    }

    private void run() {
        try {
            for (int number = 1; ; number++) {
                sendUntilTaken(number);
                if (number % 3 == 0) {
                    sendUntilTaken(number);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendUntilTaken(int number) throws InterruptedException {
        while (true) {
            for (int instance : stage.numbers()) {
                var answer = send(number, instance);
                if (answer.isPresent()) {
                    note(answer.get(), number, instance);
                    return;
                }
            }
            Thread.sleep(PATIENCE);
        }
    }

    private void note(JsonObject answer, int number, int instance) {
        var id = answer.getString("id");
        if (answer.getString("status").equals("duplicate")) {
            repeats.incrementAndGet();
            accepted.add(id); // its first answer may have been lost with its leader
            return;
        }
        accepted.add(id);
        var term = String.valueOf(answer.getValue("term"));
        if (!term.equals(lastTerm) && whole()) {
            lastTerm = term;
            screen.event(
                    Tone.PLAIN,
                    instance,
                    "took signal demo-%d under term %s; delivered under term %s"
                            .formatted(number, term, target.termOf(id)));
        }
    }

    private Optional<JsonObject> send(int number, int instance) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stage.httpPort(instance) + "/signals"))
                .timeout(Duration.ofSeconds(2))
                .header("Idempotency-Key", "demo-" + number)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"order\": " + number + ", \"side\": \"buy\"}"))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(new JsonObject(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
