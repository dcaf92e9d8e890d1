package io.incumbent.election;

import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;

/**
 * How long an instance may believe that it leads. Each store grants trust of its own, and each renewal extends it. It is
 * counted from when the question was asked, so a slow yes does not lengthen it.
 */
record Trust(Timing timing) {

    /** The trust that a yes to a question of {@code askedAt} grants. */
    Deadline granted(long askedAt) {
        return Deadline.in(timing.trust(), askedAt);
    }

    /** Answers may come in any order: an older one never shortens the trust that a newer one has granted. */
    Deadline extended(Deadline before, long askedAt) {
        return before.later(granted(askedAt));
    }

    /** Until when a leader may act, which both stores must allow; under {@link RedisOutage#RIDE_THROUGH} the term alone. */
    Deadline until(Deadline lease, Deadline term) {
        return switch (timing.redisOutage()) {
            case STEP_DOWN -> lease.earlier(term);
            case RIDE_THROUGH -> term;
        };
    }
}
