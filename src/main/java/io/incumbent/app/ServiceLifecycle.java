package io.incumbent.app;

import io.incumbent.config.RunMode;
import io.incumbent.coordinator.Coordinator;
import io.incumbent.coordinator.Maintenance;
import io.incumbent.database.schema.DatabaseSetup;
import io.incumbent.dispatch.DispatchService;
import io.incumbent.intake.IntakePipeline;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.jboss.logging.Logger;

/**
 * The order in which the parts of this process start and stop. Nothing else listens for the events of Quarkus' lifecycle.
 *
 * <p>On SIGTERM Quarkus fires {@link ShutdownDelayInitiatedEvent} first, while HTTP still answers, and then
 * {@link ShutdownEvent}. In tests, and if the start fails after {@link StartupEvent}, as with a port that is taken, the former
 * may be left out. If a constructor here fails, nothing was started and the process exits.
 *
 * <p>A process that only migrates takes part in no election and serves nothing: only its database is set up. All parts are
 * constructed all the same, so that their configuration is checked.
 */
@Singleton
class ServiceLifecycle {

    private static final Logger LOG = Logger.getLogger(ServiceLifecycle.class);

    private final RunMode runMode;
    private final Coordinator coordinator;
    private final DispatchService dispatch;
    private final IntakePipeline intake;
    private final Maintenance maintenance;
    private final DatabaseSetup database;

    ServiceLifecycle(
            RunMode runMode,
            Coordinator coordinator,
            DispatchService dispatch,
            IntakePipeline intake,
            Maintenance maintenance,
            DatabaseSetup database) {
        this.runMode = runMode;
        this.coordinator = coordinator;
        this.dispatch = dispatch;
        this.intake = intake;
        this.maintenance = maintenance;
        this.database = database;
    }

    /** Runs after all other observers, so that a configuration that cannot work is refused before anything is started. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent started) {
        if (serves()) {
            coordinator.start();
            dispatch.start();
            maintenance.start();
            database.start(ServiceLifecycle::exitWithoutDatabase);
        } else {
            database.start(() -> {}); // MigrateCommand waits for the outcome and reports it
        }
    }

    /** Runs while HTTP still answers, so that probes report "not ready" before and while the leadership is released. */
    void leave(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownDelayInitiatedEvent stopping)
            throws InterruptedException {
        if (serves()) {
            dispatch.stop(); // deliveries in progress end under the term that they began with
            coordinator.stop();
            intake.drain(); // senders that still wait get an answer
        }
    }

    /** Runs before anything is closed that the parts need. The first two calls do nothing if {@code leave} was called. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent stopping) {
        if (serves()) {
            dispatch.stop();
            coordinator.stop();
            coordinator.close();
            maintenance.stop();
        }
        database.stop();
    }

    private boolean serves() {
        return switch (runMode) {
            case SERVE -> true;
            case MIGRATE -> false;
        };
    }

    private static void exitWithoutDatabase() {
        LOG.fatal("gave up: incumbent.schema.give-up-after has passed and the database is not ready");
        Quarkus.asyncExit(1);
    }
}
