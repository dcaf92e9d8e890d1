package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The deadlines of an election, with jitter where many instances would otherwise act at the same time. */
record ElectionDeadlines(Timing timing, RandomGenerator chance) {

    /** The time limit of a call, which is never longer than the trust that is left. */
    Duration limit(Deadline trust, long now) {
        return shorter(trust.left(now), timing.callLimit());
    }

    /** The time at which a candidate stops waiting for the answer to the call that it makes now. */
    Deadline giveUpAt(Deadline trust, long now) {
        return trust.earlier(Deadline.in(timing.callLimit(), now));
    }

    /** Right after {@code wait}, with jitter, so that followers do not bid in the same moment. */
    Deadline bidAfter(Duration wait, long now) {
        return Deadline.in(wait.plusNanos(chance.nextLong(Timing.BID_JITTER.toNanos())), now);
    }

    /** The next renewal: up to a tenth early, never late, so that renewals of many groups spread out. */
    Deadline heartbeat(long now) {
        long heartbeat = timing.heartbeat().toNanos();
        return Deadline.in(Duration.ofNanos(heartbeat - chance.nextLong(heartbeat / 10 + 1)), now);
    }

    /** The next attempt after a failed one: after between half of and the whole retry time. */
    Deadline retry(long now) {
        return Deadline.in(upperHalf(timing.retry()), now);
    }

    /** The next bid after a candidacy that failed, as {@link Timing#candidacyRetry} says. */
    Deadline nextCandidacy(int unverified, long now) {
        return Deadline.in(upperHalf(timing.candidacyRetry(unverified)), now);
    }

    /** The earliest moment of the next request after a refused one. */
    Deadline afterRefusal(long now) {
        return Deadline.in(Timing.REFUSED_WAIT, now);
    }

    /** The earliest moment of the next claim after one that was refused although nobody holds the term. */
    Deadline afterRefusalByNobody(long now) {
        return Deadline.in(Timing.REFUSED_WAIT.multipliedBy(2), now);
    }

    /** The earliest moment of the next bid after a refused one, if a release notification comes. */
    Deadline afterRefusalIfNotified(long now) {
        return bidAfter(Timing.NOTIFIED_WAIT, now);
    }

    /** The next bid of an instance that has just given up its leadership: all others have bid by then. */
    Deadline afterOthers(long now) {
        return Deadline.in(timing.heartbeat().plus(timing.retry()), now);
    }

    private Duration upperHalf(Duration wait) {
        long nanos = wait.toNanos();
        return Duration.ofNanos(nanos - chance.nextLong(nanos / 2 + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
