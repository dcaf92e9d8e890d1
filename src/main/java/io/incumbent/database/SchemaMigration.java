package io.incumbent.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date, on a thread of its own, as often as it takes. Several instances may do so at once: Flyway
 * lets one work and the others wait.
 */
@Singleton
public class SchemaMigration implements DatabaseReady {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);

    private final Runnable migrate;
    private final DatabaseTrouble trouble;
    private final Backoff backoff;
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    SchemaMigration(Flyway flyway, DatabaseTrouble trouble) {
        this(
                flyway::migrate,
                trouble,
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), () -> ThreadLocalRandom.current()
                        .nextLong()));
    }

    SchemaMigration(Runnable migrate, DatabaseTrouble trouble, Backoff backoff) {
        this.migrate = migrate;
        this.trouble = trouble;
        this.backoff = backoff;
    }

    @Override
    public boolean ready() {
        return done.getCount() == 0;
    }

    /** Returns when the schema is there, however long that takes. */
    public void awaitReady() throws InterruptedException {
        done.await();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().name("schema-migration").daemon().start(this::untilDone);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /** Says what it waits for once, and again only when that has changed. */
    void untilDone() {
        String said = "";
        for (int attempt = 1; ; attempt++) {
            try {
                migrate.run();
                done.countDown();
                LOG.infof("database ready attempts=%d", attempt);
                return;
            } catch (RuntimeException e) {
                if (DatabaseTrouble.ownEnd(e)) {
                    return;
                }
                var saying = trouble.explain(e);
                if (!saying.equals(said)) {
                    LOG.warn(saying);
                    said = saying;
                }
            }
            if (stoppedWithin(backoff.after(attempt))) {
                return;
            }
        }
    }

    private boolean stoppedWithin(Duration wait) {
        try {
            return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
