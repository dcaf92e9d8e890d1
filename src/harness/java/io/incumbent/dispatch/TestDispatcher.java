package io.incumbent.dispatch;

import io.incumbent.coordinator.TestConfig;
import io.incumbent.dispatch.delivery.DeliveryHandler;
import io.incumbent.dispatch.queue.ClaimedSignal;
import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.dispatch.queue.Outcome;
import io.incumbent.dispatch.queue.QueueDatabase.Worker;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A dispatcher as the product puts it together, with a handler of the test's. */
public final class TestDispatcher implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final Worker worker;

    /**
     * @param settings of {@link DispatchConfig}
     * @param deliver what is done with each signal
     */
    public TestDispatcher(
            Worker worker,
            Map<String, String> settings,
            BiFunction<ClaimedSignal, DeliveryHandler.SendPermission, CompletionStage<Outcome>> deliver) {
        this.worker = worker;
        var config = TestConfig.of(
                DispatchConfig.class,
                TestConfig.merged(
                        settings,
                        Map.of(
                                "incumbent.dispatch.workers",
                                worker.workers().name().toLowerCase(Locale.ROOT))));
        dispatcher = new Dispatcher(new DispatcherContext(
                worker.claims(),
                worker.maintenance(),
                new Hands(deliver, config.maxInFlight()),
                worker.leadership(),
                () -> true,
                config,
                worker::name,
                System::nanoTime,
                String::valueOf));
        dispatcher.start();
    }

    Worker worker() {
        return worker;
    }

    void signalsMayBeDue() {
        dispatcher.signalsMayBeDue();
    }

    void stop() {
        dispatcher.stop();
    }

    @Override
    public void close() {
        dispatcher.stop();
    }

    /** Counts what is in hand, and does what it is told with it. */
    private static final class Hands implements DeliveryHandler {

        private final BiFunction<ClaimedSignal, SendPermission, CompletionStage<Outcome>> deliver;
        private final int most;
        private final AtomicInteger inHand = new AtomicInteger();
        private volatile Runnable roomListener = () -> {};

        Hands(BiFunction<ClaimedSignal, SendPermission, CompletionStage<Outcome>> deliver, int most) {
            this.deliver = deliver;
            this.most = most;
        }

        @Override
        public CompletionStage<Outcome> deliver(ClaimedSignal signal, SendPermission permission) {
            inHand.incrementAndGet();
            return deliver.apply(signal, permission).whenComplete((_, _) -> {
                if (inHand.getAndDecrement() == most) {
                    roomListener.run();
                }
            });
        }

        @Override
        public int capacity() {
            return most - inHand.get();
        }

        @Override
        public Duration untilCapacity() {
            return Duration.ZERO;
        }

        @Override
        public void onCapacity(Runnable listener) {
            roomListener = listener;
        }
    }
}
