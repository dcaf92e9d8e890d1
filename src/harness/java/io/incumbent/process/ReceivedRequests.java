package io.incumbent.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What came to the target, and what came of it. */
interface ReceivedRequests {

    /**
     * One request.
     *
     * @param number of the letter in its body
     * @param signal its idempotency key
     * @param order of its arrival
     * @param at when it arrived, by {@link System#nanoTime}
     */
    record Visit(int number, String signal, long term, int attempt, long order, long at) {}

    /** In order of arrival. */
    List<Visit> visits();

    /** Of each letter, how often it took effect. */
    Map<Integer, AtomicInteger> effects();

    /** Of each signal, its place in the order of first effects. */
    Map<String, Long> processed();

    /** What should never have come: two of one ordering key at once. */
    List<String> oddities();
}
