package io.incumbent.demo;

import io.incumbent.demo.TerminalOutput.Tone;
import io.incumbent.process.HttpReceiver;
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
import java.util.function.BooleanSupplier;

/**
 * Sends two signals a second, as a sender must that may lose none: each to one instance after another until one accepts it,
 * and every third signal once more, as if the answer had been lost.
 */
final class SignalTraffic implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration FIRST_DELIVERY = Duration.ofSeconds(5);

    private final DemoProcesses processes;
    private final TerminalOutput output;
    private final HttpReceiver target;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Thread thread;
    private String lastTerm = "";

    SignalTraffic(DemoProcesses processes, TerminalOutput output, HttpReceiver target) {
        this.processes = processes;
        this.output = output;
        this.target = target;
        this.thread = Thread.ofVirtual().name("sender").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Whether every signal that was accepted was delivered.
     *
     * @param patience how long to wait for those that are under way
     */
    boolean whole(Duration patience) {
        return awaited(() -> undelivered() == 0, patience);
    }

    private static boolean awaited(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return condition.getAsBoolean();
    }

    String summary() {
        long missing = undelivered();
        return "%d accepted (%d of them sent twice and recognised as duplicates), %d delivered (%d more than once)%s"
                .formatted(
                        accepted.size(),
                        repeats.get(),
                        accepted.size() - missing,
                        target.processedAgain(),
                        missing == 0 ? "" : "; %d still to be delivered when the demo ended".formatted(missing));
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

    long undelivered() {
        return accepted.stream().filter(id -> !delivered(id)).count();
    }

    private boolean delivered(String id) {
        return target.processed().containsKey(id);
    }

    private String termOfDelivery(String id) {
        var request = target.processed().get(id);
        return request == null ? "-" : request.header("incumbent-term").orElse("-");
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
            for (int instance : processes.numbers()) {
                var answer = send(number, instance);
                if (answer.isPresent()) {
                    note(answer.get(), number, instance);
                    return;
                }
            }
            Thread.sleep(PAUSE);
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
        if (!term.equals(lastTerm) && awaited(() -> delivered(id), FIRST_DELIVERY)) {
            lastTerm = term;
            output.event(
                    Tone.PLAIN,
                    instance,
                    "accepted signal demo-%d under term %s; it was delivered under term %s"
                            .formatted(number, term, termOfDelivery(id)));
        }
    }

    private Optional<JsonObject> send(int number, int instance) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + DemoPorts.http(instance) + "/signals"))
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
