package io.incumbent.coordinator;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The one maintenance that there is: each task removes one kind of old rows, from time to time, on a thread of its own. */
@Singleton
public class Maintenance {

    private static final Logger LOG = Logger.getLogger(Maintenance.class);

    private static final Duration INTERVAL_MAX = Duration.ofMinutes(5);
    private static final int RUNS_PER_RETENTION = 10;

    private final List<MaintenanceTask> tasks;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Maintenance(@All List<MaintenanceTask> tasks) {
        this.tasks = tasks;
    }

    public void start() {
        tasks.forEach(task -> Thread.ofVirtual().name("maintenance", 0).start(() -> repeat(task)));
    }

    /** Returns at once, without waiting for a transaction in progress. */
    public void stop() {
        stopped.countDown();
    }

    private void repeat(MaintenanceTask task) {
        var interval = interval(task.retention());
        try {
            while (!stopsWithin(interval)) {
                run(task);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An error of one run does not end the others. */
    private void run(MaintenanceTask task) throws InterruptedException {
        try {
            task.run(this::stopsWithin);
        } catch (RuntimeException e) {
            LOG.warnf(e, "maintenance failed task=%s", task.getClass().getSimpleName());
        }
    }

    static Duration interval(Duration retention) {
        var derived = retention.dividedBy(RUNS_PER_RETENTION);
        return derived.compareTo(INTERVAL_MAX) < 0 ? derived : INTERVAL_MAX;
    }

    private boolean stopsWithin(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
