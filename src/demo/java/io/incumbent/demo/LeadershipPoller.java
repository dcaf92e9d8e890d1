package io.incumbent.demo;

import io.incumbent.process.InstanceProcess;
import io.incumbent.process.LeadershipClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks every instance who leads, again and again, and watches their processes. */
final class LeadershipPoller {

    private static final Duration PERIOD = Duration.ofMillis(50);

    private final LeadershipClient client;
    private final BlockingQueue<DemoEvent> events = new LinkedBlockingQueue<>();

    LeadershipPoller(LeadershipClient client) {
        this.client = client;
    }

    /** Begins to ask. Each instance has a thread of its own: one that stands still must not delay the others. */
    void ask(int number) {
        Thread.ofVirtual().name("ask-" + number).start(() -> {
            try {
                while (true) {
                    long askedAt = System.nanoTime();
                    var view = client.leadership(DemoPorts.http(number));
                    events.add(new DemoEvent.Polled(number, view, askedAt, System.nanoTime()));
                    Thread.sleep(PERIOD);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void watch(int number, InstanceProcess process) {
        var _ = process.exit().thenAccept(code -> events.add(new DemoEvent.Ended(number, process.pid(), code)));
    }

    /** The next happening; empty if there was none for a while. */
    Optional<DemoEvent> next() throws InterruptedException {
        return Optional.ofNullable(events.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    }
}
