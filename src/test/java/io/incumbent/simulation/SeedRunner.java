package io.incumbent.simulation;

import static java.util.Objects.requireNonNull;

import io.incumbent.simulation.InvariantViolation.Promise;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** Many seeds at once, each in a world of its own. */
final class SeedRunner {

    private final PlantedBug bug;
    private final Map<CoverageCounts, LongAdder> seen = new EnumMap<>(CoverageCounts.class);

    SeedRunner(PlantedBug bug) {
        this.bug = bug;
        for (var what : CoverageCounts.values()) {
            seen.put(what, new LongAdder());
        }
    }

    /** A seed that broke a promise. */
    record Failure(long seed, Promise promise, String message) {}

    /** The first of these seeds that fails, if any does. */
    Optional<Failure> run(long from, long to) {
        try (var _ = ShellLogs.off()) {
            return LongStream.range(from, to)
                    .parallel()
                    .mapToObj(this::run)
                    .flatMap(Optional::stream)
                    .min(Comparator.comparingLong(Failure::seed));
        }
    }

    /** The first seed that breaks that very promise. Seeds are tried in order, some at a time. */
    Optional<Failure> find(Promise promise, long upTo) {
        try (var _ = ShellLogs.off()) {
            return LongStream.range(0, upTo)
                    .parallel()
                    .mapToObj(this::run)
                    .flatMap(Optional::stream)
                    .filter(failure -> failure.promise() == promise)
                    .findFirst();
        }
    }

    long seen(CoverageCounts what) {
        return counter(what).sum();
    }

    private LongAdder counter(CoverageCounts what) {
        return requireNonNull(seen.get(what));
    }

    private Optional<Failure> run(long seed) {
        var simulation = new Simulation(seed, bug, Trace.SILENT);
        try {
            simulation.run();
            return Optional.empty();
        } catch (InvariantViolation violation) {
            return Optional.of(new Failure(seed, violation.promise(), String.valueOf(violation.getMessage())));
        } finally {
            simulation.seen().forEach((what, times) -> counter(what).add(times));
        }
    }
}
