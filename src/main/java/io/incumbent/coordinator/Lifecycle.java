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

    /** Who only brings the schema up stands for no office. */
    void start(@Observes StartupEvent started) {
        switch (task) {
            case SERVE -> coordinator.start();
            case MIGRATE -> {}
        }
    }

    void leave(@Observes ShutdownDelayInitiatedEvent stopping) {
        coordinator.stop();
    }

    /** Also where the first word is not given, as in tests; a second stop finds nothing left to do. */
    void close(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent stopped) {
        coordinator.stop();
        coordinator.close();
    }
}
