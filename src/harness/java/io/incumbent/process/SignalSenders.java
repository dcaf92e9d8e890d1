package io.incumbent.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Send signals as real senders do: what was not answered is sent again, under the same key, until it is. */
final class SignalSenders {

    static final int THREADS = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration GIVE_UP = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RestartingCluster cluster;
    private final List<PlannedSignal> signals;
    private final boolean anywhere;
    private final boolean ordered;
    private final long interval;
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Map<Integer, SendLog> answers = SendLog.empty();
    private volatile Runnable accepted = () -> {};
    private volatile boolean stopped;

    /**
     * @param over how long sending should take; more while nobody takes them
     * @param anywhere whether every instance takes them
     */
    SignalSenders(
            RestartingCluster cluster, List<PlannedSignal> signals, Duration over, boolean anywhere, boolean ordered) {
        this.cluster = cluster;
        this.signals = signals;
        this.anywhere = anywhere;
        this.ordered = ordered;
        this.interval = over.toNanos() / signals.size();
    }

    /** Returns when every signal was answered. */
    void send() {
        long begin = System.nanoTime();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.execute(() -> {
                    for (int at = next.getAndIncrement();
                            at < signals.size() && !stopped;
                            at = next.getAndIncrement()) {
                        LockSupport.parkNanos(begin + at * interval - System.nanoTime());
                        send(http, signals.get(at));
                    }
                });
            }
        }
    }

    /** @param told called on the thread of a sender when it hears "accepted" */
    void onAccepted(Runnable told) {
        accepted = told;
    }

    /** Nothing more is sent. */
    void stop() {
        stopped = true;
    }

    /** How many are on their way or answered. */
    int begun() {
        return Math.min(next.get(), signals.size());
    }

    Map<Integer, SendLog> answers() {
        return answers;
    }

    /** What a sender could not make sense of. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void send(HttpClient http, PlannedSignal signal) {
        var about = answers.computeIfAbsent(signal.number(), _ -> new SendLog());
        long until = System.nanoTime() + GIVE_UP.toNanos();
        boolean first = true;
        while (!stopped && System.nanoTime() < until) {
            var to = to(signal, first);
            first = false;
            about.asks(System.nanoTime());
            if (to.isPresent() && answered(http, to.get(), signal, about)) {
                return;
            }
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(30, 150)));
        }
        if (!stopped) {
            complaints.add(signal.key() + " was never answered");
        }
    }

    private Optional<InstanceProcess> to(PlannedSignal signal, boolean first) {
        if (signal.elsewhere() && first) {
            return cluster.standby();
        }
        return anywhere ? cluster.any() : cluster.ready();
    }

    private boolean answered(HttpClient http, InstanceProcess to, PlannedSignal signal, SendLog about) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.httpPort() + "/signals?source=chaos"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", signal.key())
                .POST(BodyPublishers.ofString(signal.body(ordered)))
                .build();
        try {
            return understood(http.send(request, BodyHandlers.ofString()), signal, about);
        } catch (IOException e) {
            about.unknown.incrementAndGet();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean understood(HttpResponse<String> response, PlannedSignal signal, SendLog about) throws IOException {
        if (response.statusCode() == 503) {
            about.unknown.incrementAndGet();
            return false;
        }
        var answer = response.statusCode() == 200 ? JSON.readTree(response.body()) : JSON.nullNode();
        switch (answer.path("status").asText()) {
            case "accepted" -> {
                known(answer, about, about.accepted);
                accepted.run();
            }
            case "duplicate" -> known(answer, about, about.duplicates);
            case "rejected" -> about.rejected.incrementAndGet();
            default ->
                complaints.add("%s was answered %d %s".formatted(signal.key(), response.statusCode(), response.body()));
        }
        return true;
    }

    private static void known(JsonNode answer, SendLog about, AtomicInteger kind) {
        kind.incrementAndGet();
        about.isKnown(answer.path("id").asText(), System.nanoTime());
    }
}
