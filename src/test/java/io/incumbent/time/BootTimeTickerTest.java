package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real clock of this machine. */
@EnabledOnOs(OS.LINUX)
class BootTimeTickerTest {

    private static final int THREADS = 8;
    private static final int READINGS = 50_000;

    private static Ticker ticker;

    @BeforeAll
    static void read() {
        ticker = SystemTicker.create(warning -> {
            throw new AssertionError(warning);
        });
    }

    @Test
    void itIsTheClockOfThisProcessOnLinux() {
        assertThat(ticker).isInstanceOf(BootTimeTicker.class);
    }

    /** /proc/uptime is the same clock, and counts the time asleep as well. */
    @Test
    void itAgreesWithTheUptimeOfTheKernel() throws IOException {
        var uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);

        assertThat(ticker.nanos() / 1e9).isCloseTo(uptime, within(1.0));
    }

    @Test
    void itAdvancesAtLeastAsFarAsTheJvmsClock() {
        long outer = ticker.nanos();
        long inner = System.nanoTime();
        long progress;
        do {
            progress = System.nanoTime() - inner;
        } while (progress < Duration.ofMillis(20).toNanos());

        // Both clocks are slewed alike; a microsecond covers their rounding.
        assertThat(ticker.nanos() - outer).isGreaterThanOrEqualTo(progress - 1_000);
    }

    @Test
    void itNeverGoesBackWithinAndAcrossThreads() throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            assertNeverBack(threads::submit);
        }
    }

    @Test
    void itNeverGoesBackOnVirtualThreads() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertNeverBack(threads::submit);
        }
    }

    private interface Submit {
        Future<Long> task(Callable<Long> task);
    }

    /** What one thread has read and published, no thread may undercut afterwards. */
    private static void assertNeverBack(Submit submit) throws Exception {
        var latest = new AtomicLong(ticker.nanos());
        long first = latest.get();
        var running = new ArrayList<Future<Long>>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(submit.task(() -> backwards(latest)));
        }
        for (var steps : running) {
            assertThat(steps.get()).isZero();
        }
        assertThat(latest.get()).isGreaterThan(first);
    }

    private static long backwards(AtomicLong latest) {
        long steps = 0;
        for (int reading = 0; reading < READINGS; reading++) {
            long known = latest.get();
            long now = ticker.nanos();
            if (now < known) {
                steps++;
            }
            latest.accumulateAndGet(now, Math::max);
        }
        return steps;
    }
}
