package io.incumbent.command.smoketest;

import io.incumbent.time.Deadline;
import java.io.IOException;
import java.time.Duration;

/** Repeats an attempt until its outcome is certain, or until the time limit of the test. */
final class Retries {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Duration limit;
    private final Deadline deadline;

    private Retries(Duration limit, Deadline deadline) {
        this.limit = limit;
        this.deadline = deadline;
    }

    /** The limit counts from now on, for all attempts together. */
    static Retries within(Duration limit) {
        return new Retries(limit, Deadline.in(limit, System.nanoTime()));
    }

    /** @param <T> what a successful attempt returns */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws IOException, NotYetException, SmokeTestFailure;
    }

    /** @throws SmokeTestFailure if an attempt fails for good, or the time is over; then it says what was seen last */
    <T> T until(Attempt<T> attempt) throws SmokeTestFailure {
        while (true) {
            String seen;
            try {
                return attempt.make();
            } catch (IOException | NotYetException e) {
                seen = String.valueOf(e.getMessage());
            }
            if (deadline.passed(System.nanoTime())) {
                throw new SmokeTestFailure(
                        "not within " + limit.toMillis() + " ms (SMOKE_TEST_TIMEOUT), seen last: " + seen);
            }
            pause();
        }
    }

    private static void pause() throws SmokeTestFailure {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmokeTestFailure("interrupted");
        }
    }
}
