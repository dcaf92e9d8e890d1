package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.signal.LocalWakeup;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The dispatcher of this process, which there is only if there is a target. */
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

    /** Does nothing if there is no target. */
    public void start() {
        if (config.url().isPresent()) {
            running = Optional.of(begin());
        }
    }

    private Running begin() {
        var context = beans.context();
        var dispatcher = new Dispatcher(context);
        var listener = beans.queueListener(context, dispatcher::call);
        var herald = beans.queueNotifier(context);
        wakeup.onSignalsDue(() -> {
            dispatcher.call();
            if (context.tellsOthers()) {
                herald.tell();
            }
        });
        dispatcher.start();
        listener.start();
        return new Running(dispatcher, listener);
    }

    /** Returns when what is under way has ended, or after the drain timeout. A second call finds nothing to do. */
    public void stop() {
        running.ifPresent(parts -> {
            parts.dispatcher().stop();
            parts.listener().close();
        });
        running = Optional.empty();
    }
}
