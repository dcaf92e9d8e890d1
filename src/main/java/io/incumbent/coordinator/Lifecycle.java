package io.incumbent.coordinator;

import io.incumbent.database.Task;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/**
 * Starts the coordinator with the process and makes it leave before anything that it needs is closed. At the first word of
 * a shutdown HTTP still answers, so whoever asks is told "not ready" while the office is given back.
 */
@Singleton
class Lifecycle {

    private final Coordinator coordinator;
    private final Task task;

    Lifecycle(Coordinator coordinator, Task task) {
        this.coordinator = coordinator;
        this.task = task;
    }

    void start(@Observes StartupEvent started) {
        if (stands()) {
            coordinator.start();
        }
    }

    void leave(@Observes ShutdownDelayInitiatedEvent stopping) {
        if (stands()) {
            coordinator.stop();
        }
    }

    /** Also where the first word is not given, as in tests; a second stop finds nothing left to do. */
    void close(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent stopped) {
        if (stands()) {
            coordinator.stop();
            coordinator.close();
        }
    }

    /** Who only brings the schema up stands for no office. */
    private boolean stands() {
        return switch (task) {
            case SERVE -> true;
            case MIGRATE -> false;
        };
    }
}
