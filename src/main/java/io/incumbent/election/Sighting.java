package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.time.Duration;

/**
 * A grant that was found in a store, again and again if need be. A holder trusts a grant for less than its ttl, so one
 * that was seen for that long without another in between is not trusted any more, whatever its expiry says.
 *
 * @param since when the first answer that named this grant arrived, by the own clock. Not when it was asked for: the
 *     holder may have been granted it in between
 */
public record Sighting(GrantStamp stamp, long since) {

    /** When the own trust in clocks, too, allows to take the record over: the holder's ttl, and the own margin. */
    public Deadline takeoverAt(Duration margin) {
        return Deadline.in(stamp.ttl().plus(margin), since);
    }

    /** Until when the holder may still lead if nothing renews it. */
    public Deadline heldUntil() {
        return Deadline.in(stamp.ttl(), since);
    }
}
