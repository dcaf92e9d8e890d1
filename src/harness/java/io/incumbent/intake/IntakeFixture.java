package io.incumbent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.incumbent.coordinator.FencedTestLeadership;
import io.incumbent.coordinator.TestConfig;
import io.incumbent.coordinator.fence.FenceConfig;
import io.incumbent.signal.LocalWakeup;
import io.incumbent.signal.SignalIds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The intake of one instance, put together as the product does it, and what a test sends to it. */
final class IntakeFixture {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicInteger told = new AtomicInteger();
    final IntakePipeline intake;

    private IntakeFixture(FencedTestLeadership leadership, Map<String, String> settings) {
        var config = config(settings);
        var wakeup = new LocalWakeup();
        wakeup.onSignalsDue(told::incrementAndGet);
        var intakeMeters = new IntakeMeters(meters);
        var fence = TestConfig.of(FenceConfig.class, Map.of());
        var transaction = new StoreTransaction(
                leadership, leadership.connections(), new IdempotentInsert(leadership.identity()), config, fence);
        intake = new IntakePipeline(
                SignalRequests.parser(settings),
                leadership,
                new SignalIds(),
                System::nanoTime,
                intakeMeters,
                new SignalWriter(transaction, wakeup, intakeMeters, System::nanoTime),
                config);
    }

    static IntakeFixture of(FencedTestLeadership leadership, Map<String, String> settings) {
        return new IntakeFixture(leadership, settings);
    }

    static SignalsConfig config(Map<String, String> settings) {
        var values = new HashMap<String, String>();
        settings.forEach((key, value) -> values.put("incumbent.signals." + key, value));
        return TestConfig.of(SignalsConfig.class, values);
    }

    CompletableFuture<IntakeResult> send(String key, String body) {
        return intake.take(signal(key, body)).toCompletableFuture();
    }

    IntakeResult taken(String key, String body) throws Exception {
        return send(key, body).get(30, TimeUnit.SECONDS);
    }

    /** How many requests are under way: what {@link #stop} waits for. */
    double waiting() {
        return meters.get("incumbent.signals.waiting").gauge().value();
    }

    double counted(String outcome) {
        return meters.get("incumbent.signals.taken")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** The first step of a shutdown. */
    void stop() {
        try {
            intake.drain();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static IntakeRequest signal(String key, String body) {
        return SignalRequests.of(body.getBytes(UTF_8), Map.of("webhook-id", List.of(key)));
    }
}
