package io.incumbent.election;

import io.incumbent.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * What an instance has seen so far: the newest grant in each store, and how its own candidacies ended. Each store is
 * judged for itself: what was seen in one never excuses the other.
 *
 * @param lease the newest grant seen in Redis, if any
 * @param term the newest grant seen in PostgreSQL, if any
 * @param unverified how many candidacies in a row were given a term that could not be verified
 */
public record Observations(Optional<Sighting> lease, Optional<Sighting> term, int unverified) {

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

    /** Nothing was seen yet. */
    public static final Observations NONE = new Observations(Optional.empty(), Optional.empty(), 0);

    Observations withLease(Optional<GrantStamp> seen, long now) {
        return new Observations(seen.map(stamp -> sighted(lease, stamp, now)), term, unverified);
    }

    Observations withTerm(Optional<GrantStamp> seen, long now) {
        return new Observations(lease, seen.map(stamp -> sighted(term, stamp, now)), unverified);
    }

    Observations withAnotherUnverified() {
        return new Observations(lease, term, unverified + 1);
    }

    /** How long something was seen is not known any more, since the own clock cannot be believed. */
    Observations withoutSightings() {
        return new Observations(Optional.empty(), Optional.empty(), unverified);
    }

    /** The grant in Redis that may be taken over at {@code now} if the store finds its record impossible, too. */
    Optional<GrantStamp> takeableLease(Duration margin, long now) {
        return takeable(lease, margin, now);
    }

    /** The same for PostgreSQL. */
    Optional<GrantStamp> takeableTerm(Duration margin, long now) {
        return takeable(term, margin, now);
    }

    /** Another grant is another sighting; the same one keeps its beginning. */
    private static Sighting sighted(Optional<Sighting> before, GrantStamp seen, long now) {
        return before.filter(it -> it.stamp().equals(seen)).orElseGet(() -> new Sighting(seen, now));
    }

    private static Optional<GrantStamp> takeable(Optional<Sighting> sighting, Duration margin, long now) {
        return sighting.filter(it -> it.takeoverAt(margin).passed(now)).map(Sighting::stamp);
    }
}
