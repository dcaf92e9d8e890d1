package io.incumbent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product's core in 20,000 worlds. Each is watched after every single event, see {@link Watch}. */
class ElectionSimulationTest {

    private static final int SEEDS = 20_000;
    private static final Seeds FAITHFUL = new Seeds(Variant.FAITHFUL);
    private static String failure = "not run";

    @BeforeAll
    static void runAllSeeds() {
        failure = FAITHFUL.run(0, SEEDS)
                .map(it -> "seed " + it.seed() + " broke " + it.message() + ". To see how:  "
                        + Replay.command(it.seed(), Variant.FAITHFUL))
                .orElse("none");
    }

    @Test
    void everyPromiseIsKeptInEveryWorld() {
        assertThat(failure).isEqualTo("none");
    }

    /** A world in which nothing goes wrong would keep every promise, too. */
    @ParameterizedTest
    @EnumSource(Seen.class)
    void theWorldsAreUnkindEnough(Seen what) {
        assertThat(FAITHFUL.seen(what)).as(what + " in " + SEEDS + " seeds").isGreaterThan(what.least());
    }

    /** Which is what makes a printed seed worth anything. */
    @Test
    void theSameSeedIsTheSameWorld() {
        for (long seed = 0; seed < 20; seed++) {
            var once = new World(seed, Variant.FAITHFUL, Trace.SILENT);
            var again = new World(seed, Variant.FAITHFUL, Trace.SILENT);
            once.run();
            again.run();
            assertThat(again.seen()).isEqualTo(once.seen());
            assertThat(again.scheduler().now()).isEqualTo(once.scheduler().now());
        }
    }
}
