package io.incumbent.dispatch;

import io.incumbent.dispatch.queue.DispatchConfig;
import io.incumbent.signal.LocalWakeup;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The dispatcher of this process, which there is only if there is a target. */
@Singleton
public class DispatchService {

    private final DispatchConfig config;
    private final LocalWakeup arrivals;
    private final DispatchBeans beans;
    private Optional<Running> running = Optional.empty();

    DispatchService(DispatchConfig config, LocalWakeup arrivals, DispatchBeans beans) {
        this.config = config;
        this.arrivals = arrivals;
        this.beans = beans;
    }

    private record Running(Dispatcher dispatcher, QueueListener line) {}

    /** Does nothing if there is no target. */
    public void start() {
        if (config.url().isPresent()) {
            running = Optional.of(begin());
        }
    }

    private Running begin() {
        var parts = beans.parts();
        var dispatcher = new Dispatcher(parts);
        var line = beans.line(parts, dispatcher::call);
        var herald = beans.herald(parts);
        arrivals.onSignalsDue(() -> {
            dispatcher.call();
            if (parts.tellsOthers()) {
                herald.tell();
            }
        });
        dispatcher.start();
        line.start();
        return new Running(dispatcher, line);
    }

    /** Returns when what is under way has ended, or after the drain timeout. A second call finds nothing to do. */
    public void stop() {
        running.ifPresent(parts -> {
            parts.dispatcher().stop();
            parts.line().close();
        });
        running = Optional.empty();
    }
}
