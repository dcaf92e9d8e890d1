package io.incumbent.database.schema;

import io.incumbent.database.schema.SetupRunner.End;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** The setup of the database on a thread of its own, while HTTP and the probes answer already. */
@Singleton
public class DatabaseSetup implements DatabaseReadiness {

    private static final Logger LOG = Logger.getLogger(DatabaseSetup.class);

    private final SetupRunner runner;
    private final SetupStatus status;
    private final CompletableFuture<End> outcome = new CompletableFuture<>();

    DatabaseSetup(SetupRunner runner, SetupStatus status) {
        this.runner = runner;
        this.status = status;
    }

    @Override
    public DatabaseStatus status() {
        return status.status();
    }

    /** Waits for the end of the setup. True if the database is ready. */
    public boolean awaitReady() {
        return outcome.join() == End.READY;
    }

    /** @param givenUp called on the thread of the setup if {@code incumbent.schema.give-up-after} has passed */
    public void start(Runnable givenUp) {
        Thread.ofPlatform().name("database-setup").daemon().start(() -> run(givenUp));
    }

    /** Does not wait: a statement in progress ends with its connection. */
    public void stop() {
        runner.stop();
    }

    private void run(Runnable givenUp) {
        try {
            var end = runner.run();
            outcome.complete(end);
            if (end == End.GIVEN_UP) {
                givenUp.run();
            }
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            LOG.fatal("database setup failed, the process exits", e);
            Quarkus.asyncExit(1);
        }
    }
}
