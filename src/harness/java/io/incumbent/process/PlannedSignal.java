package io.incumbent.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One signal that is to be sent, once more often than it should be processed if it is a repeat.
 *
 * @param number of the signal; its repeats have the same
 * @param elsewhere to be sent to an instance that does not lead, at first
 */
record PlannedSignal(int number, boolean elsewhere) {

    private static final int CUSTOMERS = 50;

    /**
     * So many, of which a third are repeats: beside the first, much later, or to somebody else.
     *
     * @param seed of their order
     */
    static List<PlannedSignal> post(int count, long seed) {
        var chance = new Random(seed);
        int repeats = count / 3;
        int firsts = count - repeats;
        var slots = new ArrayList<List<PlannedSignal>>();
        for (int number = 0; number < firsts; number++) {
            slots.add(new ArrayList<>(List.of(new PlannedSignal(number, false))));
        }
        var repeated = new ArrayList<Integer>(Collections.nCopies(repeats, 0));
        repeated.replaceAll(_ -> chance.nextInt(firsts));
        for (int i = 0; i < repeats; i++) {
            int number = repeated.get(i);
            int later = number + chance.nextInt(firsts - number);
            slots.get(i % 3 == 0 ? number : later).add(new PlannedSignal(number, i % 3 == 2));
        }
        return slots.stream().flatMap(List::stream).toList();
    }

    String key() {
        return "letter-" + number;
    }

    String customer() {
        return "c-" + number % CUSTOMERS;
    }

    String body(boolean ordered) {
        return ordered
                ? "{\"n\": %d, \"customer\": \"%s\"}".formatted(number, customer())
                : "{\"n\": %d}".formatted(number);
    }
}
