package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
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
    private final Duration ttl;
    private final PlantedBug bug;
    private final List<Commit> commits = new ArrayList<>();
    private final Map<Bid, Long> released = new HashMap<>();
    private @Nullable Row row;
    /** When the row last came to another holder; the world's witness, no statement reads it. */
    private long changedAt;

    FakeLedger(Ticker clock, Duration ttl, PlantedBug bug) {
        this.clock = clock;
        this.ttl = ttl;
        this.bug = bug;
    }

    TermAnswer claim(Bid bid, Term highest, long real) {
        if (released.keySet().stream().anyMatch(gone -> reaches(gone, bid))) {
            return refused();
        }
        if (row != null && row.heldBy(bid)) {
            return granted(row.record, real);
        }
        if (held().isPresent()) {
            return refused();
        }
        long own = row == null ? 0 : row.record.term().number();
        long floor = bug == PlantedBug.TERM_FROM_POSTGRESQL_ALONE ? own : Math.max(own, highest.number());
        changedAt = real;
        return granted(
                new LeaderRecord(bid, new Term(floor + 1), bid.instance(), Instant.ofEpochSecond(0, real)), real);
    }

    /** Granted also past the end of the leadership, as long as nobody else claimed it. */
    TermAnswer renew(Bid bid, Term term, long real) {
        return row != null && row.heldBy(bid) && row.record.term().equals(term) ? granted(row.record, real) : refused();
    }

    void release(Bid bid, long real) {
        released.putIfAbsent(bid, real);
        if (row != null && row.heldBy(bid)) {
            changedAt = real;
            commit(new Row(row.record, row.expiresAt, true), real);
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

    private TermAnswer granted(LeaderRecord record, long real) {
        commit(new Row(record, clock.nanos() + ttl.toNanos(), false), real);
        return new TermAnswer.Granted(record);
    }

    private TermAnswer refused() {
        var lasts = held().map(it -> it.expiresAt - clock.nanos()).orElse(0L);
        return new TermAnswer.Refused(readBack(), Duration.ofNanos(lasts));
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

    private record Row(LeaderRecord record, long expiresAt, boolean released) {
        boolean heldBy(Bid bid) {
            return !released && record.bid().equals(bid);
        }
    }

    private record Commit(long at, Row row) {}
}
