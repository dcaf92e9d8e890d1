package io.incumbent.database;

import io.incumbent.database.Initialiser.Outcome;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Brings the database up beside everything else: HTTP and the probes answer meanwhile. */
@Singleton
public class DatabaseSetup implements DatabaseHealth {

    private static final Logger LOG = Logger.getLogger(DatabaseSetup.class);

    private final Initialiser initialiser;
    private final SetupStatus status;
    private final Task task;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    DatabaseSetup(Initialiser initialiser, SetupStatus status, Task task) {
        this.initialiser = initialiser;
        this.status = status;
        this.task = task;
    }

    @Override
    public DatabaseStatus status() {
        return status.status();
    }

    /** Returns when there is nothing more to wait for. True if the database is ready. */
    public boolean awaitReady() {
        return outcome.join() == Outcome.READY;
    }

    /** After everybody else: a configuration that cannot work is refused before anything is tried. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent event) {
        Thread.ofPlatform().name("database-setup").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        initialiser.stop();
    }

    private void run() {
        try {
            var end = initialiser.run();
            outcome.complete(end);
            if (end == Outcome.GIVEN_UP && task == Task.SERVE) {
                LOG.fatal("gave up: incumbent.schema.give-up-after has passed and the database is not ready");
                Quarkus.asyncExit(1);
            }
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            LOG.fatal("initialisation of the database ended, and with it this process", e);
            Quarkus.asyncExit(1);
        }
    }
}
