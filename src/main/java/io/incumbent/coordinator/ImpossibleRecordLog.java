package io.incumbent.coordinator;

import io.incumbent.coordinator.redis.RedisKeys;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder.Origin;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.Timing;
import io.incumbent.logging.LogText;
import io.incumbent.logging.RepeatLimit;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The log of records that no correct run can have written, since they last longer than what their holder was granted. Each
 * kind is logged at most once a minute.
 */
final class ImpossibleRecordLog {

    private static final Logger LOG = Logger.getLogger(ImpossibleRecordLog.class);

    private final String group;
    private final Timing timing;
    private final RepeatLimit limit;

    ImpossibleRecordLog(String group, Timing timing, Ticker ticker) {
        this.limit = new RepeatLimit(Duration.ofMinutes(1), ticker::nanos);
        this.group = group;
        this.timing = timing;
    }

    void lease(LeaseAnswer.Refused refused) {
        if (refused.impossible() && refused.holder().origin() == Origin.GROUP && limit.allows("redis")) {
            LOG.warnf(
                    "the lease lasts longer than its ttl holder=%s leftMs=%s ttlMs=%s: a wall clock was wrong, or its expiry"
                            + " was removed; it is taken over after its ttl and a margin unless its holder renews it, at"
                            + " once by DEL %s in Redis",
                    LogText.value(refused.holder().bid().toString()),
                    left(refused.left()),
                    ttl(refused.held()),
                    RedisKeys.of(group).lease());
        }
    }

    void term(TermAnswer.Refused refused) {
        boolean unreadable = refused.held().isEmpty() && refused.left().compareTo(timing.ttl()) > 0;
        if (refused.holder().isPresent()
                && (refused.impossible() || unreadable)
                && limit.allows(unreadable ? "unreadable" : "postgres")) {
            LOG.warnf(
                    "the term lasts longer than its ttl holder=%s term=%s leftMs=%s ttlMs=%s: %s, at once by UPDATE leadership"
                            + " SET released_at = clock_timestamp() WHERE group_name = '%s'",
                    LogText.value(refused.holder().get().bid().toString()),
                    refused.holder().get().term(),
                    left(refused.left()),
                    ttl(refused.held()),
                    unreadable
                            ? "the row has no readable ttl or stamp, so nobody can know whether its holder lives, and"
                                    + " nobody takes it over; it ends when it expires, or, if you know that its holder is dead"
                            : "a wall clock was wrong; it is taken over after its ttl and a margin unless its holder"
                                    + " renews it",
                    group);
        }
    }

    private static String left(Duration left) {
        return left.equals(LeaseAnswer.NEVER) ? "never" : Long.toString(left.toMillis());
    }

    private static String ttl(Optional<GrantStamp> held) {
        return held.map(it -> Long.toString(it.ttl().toMillis())).orElse("unknown");
    }
}
