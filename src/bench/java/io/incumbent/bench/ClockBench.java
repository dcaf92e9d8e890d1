package io.incumbent.bench;

import com.sun.management.ThreadMXBean;
import io.incumbent.time.SystemTicker;
import io.incumbent.time.Ticker;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a question to the clock of all deadlines costs, which counts the time asleep, beside {@link System#nanoTime()}, which
 * does not: by turns, on one thread and on as many as there are processors.
 */
public final class ClockBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final int QUESTIONS = 5_000_000;

    private record Round(double nanos, double bytes) {}

    private ClockBench() {}

    public static void main(String[] arguments) throws Exception {
        var counting = SystemTicker.create(warning -> {
            throw new IllegalStateException(warning);
        });
        int processors = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                "%nNanoseconds a question, median of %d rounds of %d (least to most), to System.nanoTime(), bytes a question.%n",
                ROUNDS, QUESTIONS);
        System.out.printf(
                "%d processors, JDK %s, %s%n%n", processors, Runtime.version(), LocalDate.now(ZoneOffset.UTC));
        System.out.printf("%-10s %-24s %-22s %-8s %s%n", "threads", "clock", "ns", "ratio", "bytes");
        for (int threads = 1; threads <= processors; threads += Math.max(1, processors - 1)) {
            print(threads, counting);
        }
    }

    private static void print(int threads, Ticker counting) throws Exception {
        var reference = new ArrayList<Round>();
        var measured = new ArrayList<Round>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            round(pool, threads, System::nanoTime); // until both are compiled
            round(pool, threads, counting);
            for (int round = 0; round < ROUNDS; round++) {
                reference.add(round(pool, threads, System::nanoTime));
                measured.add(round(pool, threads, counting));
            }
        }
        print(threads, "System.nanoTime()", reference, reference);
        print(threads, "CLOCK_BOOTTIME", measured, reference);
    }

    private static void print(int threads, String clock, List<Round> rounds, List<Round> reference) {
        double median = nanos(rounds)[ROUNDS / 2];
        System.out.printf(
                "%-10d %-24s %-22s %-8.2f %.0f%n",
                threads,
                clock,
                "%.1f (%.1f to %.1f)".formatted(median, nanos(rounds)[0], nanos(rounds)[ROUNDS - 1]),
                median / nanos(reference)[ROUNDS / 2],
                rounds.getLast().bytes());
    }

    private static double[] nanos(List<Round> rounds) {
        var sorted = rounds.stream().mapToDouble(Round::nanos).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** All threads ask at the same time; the mean of theirs. */
    private static Round round(ExecutorService pool, int threads, Ticker ticker) throws Exception {
        double nanos = 0;
        double bytes = 0;
        for (var done : pool.invokeAll(Collections.nCopies(threads, (Callable<Round>) () -> ask(ticker)))) {
            nanos += done.get().nanos() / threads;
            bytes += done.get().bytes() / threads;
        }
        return new Round(nanos, bytes);
    }

    private static Round ask(Ticker ticker) {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = memory.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        long sum = 0;
        for (int question = 0; question < QUESTIONS; question++) {
            sum += ticker.nanos();
        }
        long took = System.nanoTime() - begin;
        if (sum == 0) { // also uses what was read, so that no reading can be left out
            throw new IllegalStateException("a clock that stands still");
        }
        return new Round(
                (double) took / QUESTIONS, (double) (memory.getCurrentThreadAllocatedBytes() - allocated) / QUESTIONS);
    }
}
