package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Turns the election's durations into moments, with jitter where many instances would do the same at once. */
record ElectionDeadlines(Timing timing, RandomGenerator chance) {

    /** A call is never given more time than the trust that it may still win. */
    Duration limit(Deadline trust, long now) {
        return shorter(trust.left(now), timing.callLimit());
    }

    /** When a candidate stops waiting for the answer to the call that it makes now. */
    Deadline giveUpAt(Deadline trust, long now) {
        return trust.earlier(Deadline.in(timing.callLimit(), now));
    }

    /** Right after {@code wait}, but not in the same instant as everybody else. */
    Deadline bidAfter(Duration wait, long now) {
        return Deadline.in(wait.plusNanos(chance.nextLong(Timing.BID_JITTER.toNanos())), now);
    }

    /** Up to a tenth early, never late: beats of many groups must not fall together. */
    Deadline beat(long now) {
        long heartbeat = timing.heartbeat().toNanos();
        return Deadline.in(Duration.ofNanos(heartbeat - chance.nextLong(heartbeat / 10 + 1)), now);
    }

    /** The next try after a failed one: between half of and the whole retry time. */
    Deadline retry(long now) {
        long retry = timing.retry().toNanos();
        return Deadline.in(Duration.ofNanos(retry - chance.nextLong(retry / 2 + 1)), now);
    }

    /** The next bid of one who just gave the office up: everybody else has had a turn by then. */
    Deadline afterOthers(long now) {
        return Deadline.in(timing.heartbeat().plus(timing.retry()), now);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
