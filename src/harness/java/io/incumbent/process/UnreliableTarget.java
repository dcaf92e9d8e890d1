package io.incumbent.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.incumbent.process.HttpReceiver.Answer;
import io.incumbent.process.HttpReceiver.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where the chaos tests deliver: a service that honours the idempotency key, and that is slow, fails, or cuts connections,
 * before and after it has done its work.
 */
final class UnreliableTarget implements ReceivedRequests, AutoCloseable {

    /** Every so many is refused for good, until {@link #forgive}. */
    private static final int REFUSED_EVERY = 97;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpReceiver receiver = HttpReceiver.start();
    private final ConcurrentLinkedQueue<String> oddities = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> effects = new ConcurrentHashMap<>();
    private volatile boolean forgiving;
    private volatile boolean away;

    UnreliableTarget() {
        receiver.answer(this::answer);
    }

    String url() {
        return receiver.url().toString();
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
        return receiver.requests().stream().map(UnreliableTarget::visit).toList();
    }

    @Override
    public List<String> oddities() {
        return List.copyOf(oddities);
    }

    @Override
    public Map<Integer, Integer> effects() {
        return Collections.unmodifiableMap(effects);
    }

    @Override
    public long orderOfEffect(String signal) {
        var request = receiver.processed().get(signal);
        return request == null ? 0 : request.order();
    }

    /** The signals that took effect. */
    Set<String> processed() {
        return receiver.processed().keySet();
    }

    private Answer answer(Request request) {
        if (away) {
            return new Answer.Cut();
        }
        var visit = visit(request);
        compareWithUnanswered(request);
        int before = seen.merge(visit.signal(), 1, Integer::sum) - 1;
        var chance = new SplittableRandom(visit.number() * 1_000_003L + before);
        int luck = forgiving ? 100 : chance.nextInt(100);
        if (refuses(visit.number()) && !forgiving) {
            return Answer.status(410);
        } else if (luck < 2) {
            return Answer.status(500);
        } else if (luck < 4) {
            return new Answer.Status(luck == 2 ? 429 : 503, Map.of("Retry-After", "1"), "");
        } else if (luck < 6) { // before anything was done
            return new Answer.Cut();
        }
        if (receiver.process(request)) {
            effects.merge(visit.number(), 1, Integer::sum);
        }
        var answer = luck < 8 ? new Answer.Cut() : Answer.status(200);
        return luck < 11 ? new Answer.Late(Duration.ofMillis(chance.nextInt(100, 1_000)), answer) : answer;
    }

    private void compareWithUnanswered(Request request) {
        var customer = customer(request);
        if (!customer.isEmpty()) {
            receiver.unanswered().stream()
                    .filter(other -> customer(other).equals(customer))
                    .forEach(other -> oddities.add(
                            "two of %s under way: %s and %s".formatted(customer, visit(other), visit(request))));
        }
    }

    private static Visit visit(Request request) {
        return new Visit(
                json(request).path("n").asInt(),
                request.header("idempotency-key").orElseThrow(),
                Long.parseLong(request.header("incumbent-term").orElseThrow()),
                Integer.parseInt(request.header("incumbent-attempt").orElseThrow()),
                request.order(),
                request.at());
    }

    private static String customer(Request request) {
        return json(request).path("customer").asText();
    }

    private static JsonNode json(Request request) {
        try {
            return JSON.readTree(request.body().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
