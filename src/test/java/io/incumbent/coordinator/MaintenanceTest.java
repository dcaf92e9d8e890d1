package io.incumbent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MaintenanceTest {

    @Test
    void anErrorOfOneRunEndsNeitherItsTaskNorTheOthers() {
        var failing = new Counted(() -> {
            throw new IllegalStateException("no");
        });
        var other = new Counted(() -> {});
        var maintenance = new Maintenance(List.of(failing, other));
        maintenance.start();
        try {
            await().until(() -> failing.runs.get() >= 3 && other.runs.get() >= 3);
        } finally {
            maintenance.stop();
        }
    }

    @Test
    void aTaskThatIsStillRunningLearnsThatTheProcessStops() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var maintenance = new Maintenance(List.of(new Task(process -> {
            begun.countDown();
            if (process.stopsWithin(Duration.ofDays(1))) {
                ended.countDown();
            }
        })));
        maintenance.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        maintenance.stop();

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oldRowsAreLookedForTenTimesInTheirRetentionAndAtLeastEachFiveMinutes() {
        assertThat(Maintenance.interval(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Maintenance.interval(Duration.ofMinutes(50))).isEqualTo(Duration.ofMinutes(5));
        assertThat(Maintenance.interval(Duration.ofDays(365))).isEqualTo(Duration.ofMinutes(5));
    }

    private static class Task implements MaintenanceTask {

        @FunctionalInterface
        interface Run {
            void with(StopCheck process) throws InterruptedException;
        }

        private final Run run;

        Task(Run run) {
            this.run = run;
        }

        @Override
        public Duration retention() {
            return Duration.ofMillis(50);
        }

        @Override
        public void run(StopCheck process) throws InterruptedException {
            run.with(process);
        }
    }

    private static final class Counted extends Task {

        private final AtomicInteger runs = new AtomicInteger();

        Counted(Runnable then) {
            super(_ -> then.run());
        }

        @Override
        public void run(StopCheck process) throws InterruptedException {
            runs.incrementAndGet();
            super.run(process);
        }
    }
}
