package io.incumbent.demo;

import io.incumbent.process.LeadershipView;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows who leads, from answers that come late and out of order. Moments are nanoseconds of {@link System#nanoTime}.
 */
final class LeadershipTracker {

    /** The newest leadership seen. */
    private record Leadership(int instance, long term, long lastSeen, boolean over) {
        Leadership seenAt(long moment) {
            return new Leadership(instance, term, moment, false);
        }

        Leadership ended() {
            return new Leadership(instance, term, lastSeen, true);
        }
    }

    private Optional<Leadership> newest = Optional.empty();
    private Duration longestTimeWithoutLeader = Duration.ZERO;
    private int terms;
    private boolean broken;

    /**
     * Takes an answer into account.
     *
     * @param askedAt when the question was asked: its content was true at that moment or later
     * @param answeredAt when the answer came: its content was true at that moment or earlier
     */
    synchronized Optional<LeadershipChange> answered(int instance, LeadershipView view, long askedAt, long answeredAt) {
        if (!view.leads() || view.term().isEmpty()) {
            return lost(instance, askedAt);
        }
        long term = view.term().getAsLong();
        if (newest.isEmpty() || term > newest.get().term()) {
            return Optional.of(gained(instance, term, answeredAt));
        }
        var known = newest.get();
        if (term < known.term() || instance != known.instance()) {
            return rival(instance, term, known, askedAt);
        }
        newest = Optional.of(known.seenAt(answeredAt));
        return known.over()
                ? Optional.of(new LeadershipChange.Resumed(instance, term, timeWithoutLeader(known, answeredAt)))
                : Optional.empty();
    }

    /** The instance has ended, or has not answered for long. */
    synchronized Optional<LeadershipChange> silent(int instance) {
        return newest.flatMap(known -> lost(instance, known.lastSeen() + 1));
    }

    private LeadershipChange gained(int instance, long term, long answeredAt) {
        var timeWithoutLeader = newest.map(known -> timeWithoutLeader(known, answeredAt));
        newest = Optional.of(new Leadership(instance, term, answeredAt, false));
        terms++;
        return new LeadershipChange.Gained(instance, term, timeWithoutLeader);
    }

    /** An old answer proves nothing: the rival may have led before the leader that we know did. */
    private Optional<LeadershipChange> rival(int instance, long term, Leadership known, long askedAt) {
        if (askedAt - known.lastSeen() <= 0) {
            return Optional.empty();
        }
        broken = true;
        return Optional.of(new LeadershipChange.TwoLeaders(instance, term, known.instance(), known.term()));
    }

    private Optional<LeadershipChange> lost(int instance, long moment) {
        var ended = newest.filter(known -> known.instance() == instance && !known.over())
                .filter(known -> moment - known.lastSeen() > 0);
        ended.ifPresent(known -> newest = Optional.of(known.ended()));
        return ended.map(known -> new LeadershipChange.Lost(instance, known.term()));
    }

    private Duration timeWithoutLeader(Leadership known, long until) {
        var timeWithoutLeader = Duration.ofNanos(until - known.lastSeen());
        longestTimeWithoutLeader = timeWithoutLeader.compareTo(longestTimeWithoutLeader) > 0
                ? timeWithoutLeader
                : longestTimeWithoutLeader;
        return timeWithoutLeader;
    }

    /** The instance that leads, if one was seen to and has not been seen to stop. */
    synchronized Optional<Integer> leader() {
        return newest.filter(known -> !known.over()).map(Leadership::instance);
    }

    synchronized int terms() {
        return terms;
    }

    synchronized Duration longestTimeWithoutLeader() {
        return longestTimeWithoutLeader;
    }

    /** Whether two leaders were seen at once. */
    synchronized boolean broken() {
        return broken;
    }
}
