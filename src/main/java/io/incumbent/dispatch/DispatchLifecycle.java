package io.incumbent.dispatch;

import io.incumbent.database.Task;
import io.incumbent.signal.Arrivals;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Optional;

/**
 * Starts the dispatcher with the process if there is a target, and stops it before the office is given up: what is under way
 * ends under the term that it began with.
 */
@Singleton
class DispatchLifecycle {

    /** Before the coordinator, which leaves at the same two moments. */
    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

    private final DispatchConfig config;
    private final Task task;
    private final Arrivals arrivals;
    private final DispatchBeans beans;
    private Optional<Running> running = Optional.empty();

    DispatchLifecycle(DispatchConfig config, Task task, Arrivals arrivals, DispatchBeans beans) {
        this.config = config;
        this.task = task;
        this.arrivals = arrivals;
        this.beans = beans;
    }

    private record Running(Dispatcher dispatcher, Line line) {}

    void start(@Observes StartupEvent started) {
        boolean serves =
                switch (task) {
                    case SERVE -> true;
                    case MIGRATE -> false;
                };
        if (serves && config.url().isPresent()) {
            running = Optional.of(begin());
        }
    }

    private Running begin() {
        var parts = beans.parts();
        var dispatcher = new Dispatcher(parts);
        var line = beans.line(parts, dispatcher::call);
        var herald = beans.herald(parts);
        arrivals.listen(() -> {
            dispatcher.call();
            if (parts.tellsOthers()) {
                herald.tell();
            }
        });
        dispatcher.start();
        line.start();
        return new Running(dispatcher, line);
    }

    void leave(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent stopping) {
        stop();
    }

    /** Also where the first word is not given, as in tests; a second stop finds nothing left to do. */
    void close(@Observes @Priority(FIRST) ShutdownEvent stopped) {
        stop();
    }

    private void stop() {
        running.ifPresent(parts -> {
            parts.dispatcher().stop();
            parts.line().close();
        });
        running = Optional.empty();
    }
}
