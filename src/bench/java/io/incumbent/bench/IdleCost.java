package io.incumbent.bench;

import io.incumbent.process.InstanceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Processor time of instances that have nothing to do, at default settings, as a share of one core. */
final class IdleCost {

    private static final double PROMISED_PERCENT = 1.0;

    /** A JVM compiles what it has run some hundred times. With a heartbeat of 3 s that takes a quarter of an hour. */
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("idle.after", 60));

    private static final Duration WATCHED = Duration.ofSeconds(60);

    private IdleCost() {}

    static void print(BenchGroup group, int instances) throws IOException, InterruptedException {
        var leader = group.fill(instances);
        Thread.sleep(WARM_UP);
        Map<InstanceProcess, Duration> before = new HashMap<>();
        group.running().forEach(it -> before.put(it, spent(it)));
        long begin = System.nanoTime();
        Thread.sleep(WATCHED);
        long took = System.nanoTime() - begin;
        before.forEach((instance, spent) -> {
            double percent = 100.0 * spent(instance).minus(spent).toNanos() / took;
            System.out.printf(
                    "Idle %s, %d s after the start: %.2f %% of a core, promised %.0f %%: %s.%n",
                    instance.equals(leader) ? "leader" : "follower",
                    WARM_UP.toSeconds(),
                    percent,
                    PROMISED_PERCENT,
                    percent <= PROMISED_PERCENT ? "met" : "NOT MET");
        });
    }

    private static Duration spent(InstanceProcess instance) {
        return ProcessHandle.of(instance.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }
}
