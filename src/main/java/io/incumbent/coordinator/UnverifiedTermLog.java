package io.incumbent.coordinator;

import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Role.Candidate;
import io.incumbent.election.Role.Storing;
import io.incumbent.election.Role.Verifying;
import io.incumbent.election.VerifyAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** The log and the counter of terms that were given to this instance, and under which it could not lead. */
final class UnverifiedTermLog {

    private static final Logger LOG = Logger.getLogger(UnverifiedTermLog.class);

    private final Level level;
    private final MeterRegistry meters;

    UnverifiedTermLog(Level level, MeterRegistry meters) {
        this.level = level;
        this.meters = meters;
        for (var cause : Cause.values()) {
            count(cause, 0);
        }
    }

    /** Why a term was not verified; in lower case the tag of the counter. */
    private enum Cause {
        /** It was read back as another's. */
        OTHER,
        /** It was read back, and nobody held it. */
        NOBODY,
        /** It was not read back in time. */
        NO_ANSWER,
        /** Redis did not store it beside the lease. */
        LEASE,
        /** The wall clock jumped: what was granted may be over. */
        CLOCK
    }

    /** A candidate gave its bid up at this event, so long after it was given the term. */
    void gaveUp(Candidate role, Event event, long afterMillis) {
        switch (role) {
            case Storing storing -> log(storing.record(), cause(event, Cause.LEASE), "none", afterMillis);
            case Verifying verifying ->
                log(verifying.record(), cause(event, Cause.NO_ANSWER), found(event), afterMillis);
            case Candidate _ -> {} // was given no term
        }
    }

    private static Cause cause(Event event, Cause otherwise) {
        return switch (event) {
            case Event.Verified(var _, VerifyAnswer.Seen(var record)) ->
                record.isPresent() ? Cause.OTHER : Cause.NOBODY;
            case Event.LeaseAnswered(var _, var _, LeaseAnswer.Refused _) -> Cause.LEASE;
            case Event.ClockJumped _ -> Cause.CLOCK;
            case Event _ -> otherwise;
        };
    }

    private static String found(Event event) {
        return event instanceof Event.Verified(var _, VerifyAnswer.Seen(var record))
                ? record.map(UnverifiedTermLog::text).orElse("nobody")
                : "none";
    }

    private void log(LeaderRecord expected, Cause cause, String found, long afterMillis) {
        count(cause, 1);
        LOG.logf(
                level,
                "<<<<< leadership not verified term=%s cause=%s expected=%s found=%s afterMs=%d",
                expected.term(),
                name(cause),
                text(expected),
                found,
                afterMillis);
    }

    private void count(Cause cause, int times) {
        meters.counter("incumbent.leadership.unverified", "cause", name(cause)).increment(times);
    }

    private static String name(Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    private static String text(LeaderRecord record) {
        return record.bid() + "@" + record.term();
    }
}
