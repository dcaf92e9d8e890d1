package io.incumbent.process;

import java.time.Duration;
import java.util.Optional;

/** The processor time that a process has used since this was made. */
final class ProcessCpuTime {

    private final ProcessHandle process;
    private final Duration usedBefore;
    private final long startedAt = System.nanoTime();

    ProcessCpuTime(long pid) {
        process = ProcessHandle.of(pid).orElseThrow();
        usedBefore = used();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Of one core. */
    double percent() {
        return 100.0 * used().minus(usedBefore).toNanos() / elapsed().toNanos();
    }

    private Duration used() {
        Optional<Duration> total = process.info().totalCpuDuration();
        return total.orElseThrow();
    }
}
