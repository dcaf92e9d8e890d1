package io.incumbent.simulation;

import java.util.Locale;

/** Replays one seed, aloud: {@code make simulate SEED=123}. With {@code VARIANT=NO_FENCE} it does so with that bug planted. */
final class Replay {

    private Replay() {}

    public static void main(String[] args) {
        var environment = System.getenv();
        long seed = Long.parseLong(environment.getOrDefault("SEED", "0"));
        var bug = PlantedBug.valueOf(
                environment.getOrDefault("VARIANT", "FAITHFUL").toUpperCase(Locale.ROOT));
        try {
            new Simulation(seed, bug, new Trace(System.out)).run();
            System.out.printf("seed %d, %s: every promise was kept%n", seed, bug);
        } catch (InvariantViolation violation) {
            System.out.printf("seed %d, %s: %s%n", seed, bug, violation.getMessage());
            System.exit(1);
        }
    }

    /** How to see a failing seed. */
    static String command(long seed, PlantedBug bug) {
        return "make simulate SEED=" + seed + (bug == PlantedBug.FAITHFUL ? "" : " VARIANT=" + bug);
    }
}
