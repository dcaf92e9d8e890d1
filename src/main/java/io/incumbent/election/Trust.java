package io.incumbent.election;

import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import java.util.Optional;

/**
 * How long an instance may believe that it leads. Each store grants trust of its own, and each renewal extends it. It is
 * counted from when the question was asked, so a slow yes does not lengthen it.
 */
record Trust(Timing timing) {

    /** The trust that a yes to a question of {@code askedAt} grants. */
    Deadline granted(long askedAt) {
        return Deadline.in(timing.trust(), askedAt);
    }

    /**
     * Answers may come in any order: an older one never shortens the trust that a newer one has granted. What was asked
     * before the clock jumped grants nothing, since nobody knows how long ago that was.
     */
    Deadline extended(Deadline before, long askedAt, Optional<Deadline> jumpedAt) {
        boolean known = jumpedAt.isEmpty() || jumpedAt.get().passed(askedAt);
        return known ? before.later(granted(askedAt)) : before;
    }

    /** Until when a leader may act, which both stores must allow; under {@link RedisOutage#RIDE_THROUGH} the term alone. */
    Deadline until(Deadline lease, Deadline term) {
        return switch (timing.redisOutage()) {
            case STEP_DOWN -> lease.earlier(term);
            case RIDE_THROUGH -> term;
        };
    }
}
