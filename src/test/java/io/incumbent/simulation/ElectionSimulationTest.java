package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product's core in 20,000 worlds. Each is watched after every single event, see {@link InvariantChecker}. */
class ElectionSimulationTest {

    private static final int SEEDS = 20_000;
    private static final SeedRunner FAITHFUL = new SeedRunner(PlantedBug.FAITHFUL);
    private static String failure = "not run";

    @BeforeAll
    static void runAllSeeds() {
        failure = FAITHFUL.run(0, SEEDS)
                .map(it -> "seed " + it.seed() + " broke " + it.message() + ". To see how:  "
                        + Replay.command(it.seed(), PlantedBug.FAITHFUL))
                .orElse("none");
    }

    @Test
    void everyPromiseIsKeptInEveryWorld() {
        assertThat(failure).isEqualTo("none");
    }

    /** A world in which nothing goes wrong would keep every promise, too. */
    @ParameterizedTest
    @EnumSource(CoverageCounts.class)
    void theWorldsAreUnkindEnough(CoverageCounts what) {
        assertThat(FAITHFUL.seen(what)).as(what + " in " + SEEDS + " seeds").isGreaterThan(what.least());
    }

    /** Which is what makes a printed seed worth anything. */
    @Test
    void theSameSeedIsTheSameWorld() {
        try (var _ = ShellLogs.off()) {
            for (long seed = 0; seed < 20; seed++) {
                var once = new Simulation(seed, PlantedBug.FAITHFUL, Trace.SILENT);
                var again = new Simulation(seed, PlantedBug.FAITHFUL, Trace.SILENT);
                once.run();
                again.run();
                assertThat(again.seen()).isEqualTo(once.seen());
                assertThat(again.scheduler().now()).isEqualTo(once.scheduler().now());
            }
        }
    }
}
