package io.incumbent.simulation;

import io.incumbent.simulation.InvariantViolation.Promise;

/**
 * A mistake made in the core itself: one piece of its source is replaced by another, and the copy is compiled and simulated.
 *
 * @param file of the package {@code election}, without its ending
 * @param original occurs in it exactly once
 * @param breaks the promise that it breaks
 */
record CoreMutant(String name, String file, String original, String mutated, Promise breaks) {

    @Override
    public String toString() {
        return name;
    }
}
