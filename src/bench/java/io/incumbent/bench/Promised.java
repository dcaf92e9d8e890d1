package io.incumbent.bench;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One promise and what was measured of it.
 *
 * @param what is promised
 * @param atMost the promised time
 * @param measured at least one, in any order
 * @param reference what the least that is needed for it takes, measured in the same run; zero if there is no such thing
 */
record Promised(String what, Duration atMost, List<Duration> measured, Duration reference) {

    private static final String ROW = "%-62s %9s %9s %9s %9s  %s%n";

    static void print(List<Promised> promises) {
        System.out.printf(ROW, "", "promised", "median", "worst", "x ref.", "");
        for (var promise : promises) {
            System.out.printf(
                    ROW,
                    promise.what + " (" + promise.measured.size() + ")",
                    millis(promise.atMost),
                    millis(promise.median()),
                    millis(promise.worst()),
                    promise.ratio().isPresent()
                            ? "%.1f".formatted(promise.ratio().getAsDouble())
                            : "-",
                    promise.met() ? "met" : "NOT MET");
        }
    }

    /** By every single one that was measured. */
    boolean met() {
        return worst().compareTo(atMost) <= 0;
    }

    Duration median() {
        return measured.stream().sorted().toList().get(measured.size() / 2);
    }

    private Duration worst() {
        return measured.stream().max(Duration::compareTo).orElseThrow();
    }

    private OptionalDouble ratio() {
        return reference.isZero()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) median().toNanos() / reference.toNanos());
    }

    static String millis(Duration time) {
        return "%.1f ms".formatted(time.toNanos() / 1e6);
    }
}
