package io.incumbent.simulation;

import static java.util.Objects.requireNonNull;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as the ledger's statements see it: one row, the bids that were released, and what a replica may have missed. */
final class FakeLedger {

    private final Ticker clock;
    private final PlantedBug bug;
    private final List<Commit> commits = new ArrayList<>();
    private final Map<Bid, Long> released = new HashMap<>();
    private @Nullable Row row;
    /** When the row last came to another holder; the world's witness, no statement reads it. */
    private long changedAt;

    private long stamps;

    FakeLedger(Ticker clock, PlantedBug bug) {
        this.clock = clock;
        this.bug = bug;
    }

    TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed, Duration ttl, long real) {
        if (released.keySet().stream().anyMatch(gone -> reaches(gone, bid))) {
            return refused();
        }
        if (row != null && row.heldBy(bid)) {
            return granted(row.record, ttl, real);
        }
        if (held().filter(it -> !takenOver(it, observed)).isPresent()) {
            return refused();
        }
        long own = row == null ? 0 : row.record.term().number();
        long floor = bug == PlantedBug.TERM_FROM_POSTGRESQL_ALONE ? own : Math.max(own, highest.number());
        if (floor == Long.MAX_VALUE) {
            return new TermAnswer.Failed(); // bigint out of range
        }
        changedAt = real;
        return granted(
                new LeaderRecord(bid, new Term(floor + 1), bid.instance(), Instant.ofEpochSecond(0, real)), ttl, real);
    }

    /** As in Redis: the same grant still, and a record that no correct run can have written. */
    private boolean takenOver(Row held, Optional<GrantStamp> observed) {
        if (observed.isEmpty()) {
            return false;
        }
        boolean unchanged = bug == PlantedBug.OBSERVED_BY_VALUE
                ? observed.get().text().startsWith(held.record.bid() + " ")
                : bug == PlantedBug.OBSERVED_WITHOUT_COMPARISON
                        || observed.get().text().equals(held.stamp);
        return unchanged && (left(held).compareTo(held.ttl) > 0 || bug == PlantedBug.OBSERVED_IN_REDIS_ALONE);
    }

    /** Granted also past the end of the leadership, as long as nobody else claimed it. */
    TermAnswer renew(Bid bid, Term term, Duration ttl, long real) {
        return holds(bid, term) ? granted(requireNonNull(row).record, ttl, real) : refused();
    }

    ReadAnswer read() {
        return new ReadAnswer.Read(held().map(FakeLedger::stamp));
    }

    void release(Bid bid, long real) {
        released.putIfAbsent(bid, real);
        if (row != null && row.heldBy(bid)) {
            changedAt = real;
            commit(new Row(row.record, row.stamp, row.ttl, row.expiresAt, true), real);
        }
    }

    /** The holder; nobody past the end of the leadership, although its bid may still renew it then. */
    Optional<LeaderRecord> readBack() {
        return held().map(Row::record);
    }

    boolean holds(Bid bid, Term term) {
        return row != null && row.heldBy(bid) && row.record.term().equals(term);
    }

    Term newest() {
        return row == null ? Term.NONE : row.record.term();
    }

    long changedAt() {
        return changedAt;
    }

    /** A replica takes over that knew nothing that was committed after {@code since}. */
    void forgetAfter(long since, long real) {
        while (!commits.isEmpty() && commits.getLast().at > since) {
            commits.removeLast();
        }
        released.values().removeIf(at -> at > since);
        row = commits.isEmpty() ? null : commits.getLast().row;
        changedAt = real;
    }

    private TermAnswer granted(LeaderRecord record, Duration ttl, long real) {
        var stamp = record.bid() + " " + ++stamps;
        commit(new Row(record, stamp, ttl, clock.nanos() + ttl.toNanos(), false), real);
        return new TermAnswer.Granted(record);
    }

    private TermAnswer refused() {
        return new TermAnswer.Refused(
                readBack(), held().map(this::left).orElse(Duration.ZERO), held().map(FakeLedger::stamp));
    }

    private Duration left(Row held) {
        return Duration.ofNanos(held.expiresAt - clock.nanos());
    }

    private static GrantStamp stamp(Row held) {
        return new GrantStamp(held.stamp, held.ttl);
    }

    private Optional<Row> held() {
        return Optional.ofNullable(row).filter(it -> !it.released && it.expiresAt - clock.nanos() > 0);
    }

    /** Of each instance the highest bid that was released is remembered, and none up to it is granted again. */
    private static boolean reaches(Bid gone, Bid bid) {
        return gone.instance().equals(bid.instance()) && gone.number() >= bid.number();
    }

    private void commit(Row next, long real) {
        row = next;
        commits.add(new Commit(real, next));
    }

    @Override
    public String toString() {
        return row == null
                ? "empty"
                : row.record.bid() + " term=" + row.record.term() + (row.released ? " released" : "");
    }

    private record Row(LeaderRecord record, String stamp, Duration ttl, long expiresAt, boolean released) {
        boolean heldBy(Bid bid) {
            return !released && record.bid().equals(bid);
        }
    }

    private record Commit(long at, Row row) {}
}
