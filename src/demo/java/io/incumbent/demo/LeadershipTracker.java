package io.incumbent.demo;

import io.incumbent.process.LeadershipView;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows who leads, from answers that come late and out of order. Moments are nanoseconds of {@link System#nanoTime}.
 */
final class LeadershipTracker {

    /** The newest leadership seen. */
    private record Tenure(int instance, long term, long lastSeen, boolean over) {
        Tenure seenAt(long moment) {
            return new Tenure(instance, term, moment, false);
        }

        Tenure ended() {
            return new Tenure(instance, term, lastSeen, true);
        }
    }

    private Optional<Tenure> newest = Optional.empty();
    private Duration longestVacancy = Duration.ZERO;
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
                ? Optional.of(new LeadershipChange.Resumed(instance, term, vacancy(known, answeredAt)))
                : Optional.empty();
    }

    /** The instance has ended, or has not answered for long. */
    synchronized Optional<LeadershipChange> silent(int instance) {
        return newest.flatMap(known -> lost(instance, known.lastSeen() + 1));
    }

    private LeadershipChange gained(int instance, long term, long answeredAt) {
        var vacancy = newest.map(known -> vacancy(known, answeredAt));
        newest = Optional.of(new Tenure(instance, term, answeredAt, false));
        terms++;
        return new LeadershipChange.Gained(instance, term, vacancy);
    }

    /** An old answer proves nothing: the rival may have led before the leader that we know did. */
    private Optional<LeadershipChange> rival(int instance, long term, Tenure known, long askedAt) {
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

    private Duration vacancy(Tenure known, long until) {
        var vacancy = Duration.ofNanos(until - known.lastSeen());
        longestVacancy = vacancy.compareTo(longestVacancy) > 0 ? vacancy : longestVacancy;
        return vacancy;
    }

    /** The instance that leads, if one was seen to and has not been seen to stop. */
    synchronized Optional<Integer> leader() {
        return newest.filter(known -> !known.over()).map(Tenure::instance);
    }

    synchronized int terms() {
        return terms;
    }

    synchronized Duration longestVacancy() {
        return longestVacancy;
    }

    /** Whether two leaders were seen at once. */
    synchronized boolean broken() {
        return broken;
    }
}
