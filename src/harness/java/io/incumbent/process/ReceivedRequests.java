package io.incumbent.process;

import java.util.List;
import java.util.Map;

/** What came to the target, and what came of it. */
interface ReceivedRequests {

    /**
     * One request.
     *
     * @param number of the signal in its body
     * @param signal its idempotency key
     * @param order of its arrival
     * @param at when it arrived, by {@link System#nanoTime}
     */
    record Visit(int number, String signal, long term, int attempt, long order, long at) {}

    /** In order of arrival. */
    List<Visit> visits();

    /** Of each signal, how often it took effect. */
    Map<Integer, Integer> effects();

    /** The place of a signal in the order of first effects, from 1; 0 if it took none. */
    long orderOfEffect(String signal);

    /** What should never have come: two of one ordering key at once. */
    List<String> oddities();
}
