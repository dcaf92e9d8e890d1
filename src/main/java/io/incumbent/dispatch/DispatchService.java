package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.signal.LocalWakeup;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Starts and stops the dispatcher of this process, if a target is configured. */
@Singleton
public class DispatchService {

    private final DispatchConfig config;
    private final LocalWakeup wakeup;
    private final DispatchBeans beans;
    private Optional<Running> running = Optional.empty();

    DispatchService(DispatchConfig config, LocalWakeup wakeup, DispatchBeans beans) {
        this.config = config;
        this.wakeup = wakeup;
        this.beans = beans;
    }

    private record Running(Dispatcher dispatcher, QueueListener listener) {}

    /** Does nothing if no target is configured. */
    public void start() {
        if (config.url().isPresent()) {
            running = Optional.of(begin());
        }
    }

    private Running begin() {
        var context = beans.context();
        var dispatcher = new Dispatcher(context);
        var listener = beans.listener(context, dispatcher::signalsMayBeDue);
        var notifier = beans.notifier(context);
        wakeup.onSignalsDue(() -> {
            dispatcher.signalsMayBeDue();
            if (context.notifiesOthers()) {
                notifier.notifyInstances();
            }
        });
        dispatcher.start();
        listener.start();
        return new Running(dispatcher, listener);
    }

    /** Blocks until all deliveries in progress are settled, at most for the drain timeout. A second call does nothing. */
    public void stop() {
        running.ifPresent(parts -> {
            parts.dispatcher().stop();
            parts.listener().close();
        });
        running = Optional.empty();
    }
}
