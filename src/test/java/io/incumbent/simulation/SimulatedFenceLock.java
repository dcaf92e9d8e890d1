package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.Term;
import io.incumbent.simulation.InvariantViolation.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lock between fenced writes, which share it, and a claim, which takes it alone and waits a bounded time for it. */
final class SimulatedFenceLock {

    private final Simulation simulation;
    private final FakeLedger ledger;
    private final Duration limit;
    private final List<Write> open = new ArrayList<>();
    private final Deque<Claim> waiting = new ArrayDeque<>();

    SimulatedFenceLock(Simulation simulation, FakeLedger ledger, Duration limit) {
        this.simulation = simulation;
        this.ledger = ledger;
        this.limit = limit;
    }

    /** A fenced transaction: locks, then checks. Queued fairly, so none starts while a claim waits. */
    @Nullable
    Write begin(Bid bid, Term term) {
        if (!waiting.isEmpty() || !ledger.holds(bid, term)) {
            simulation.saw(CoverageCounts.FENCED_WRITE_REFUSED);
            return null;
        }
        var write = new Write(bid, term);
        open.add(write);
        simulation.scheduler().after(limit.toNanos(), () -> {
            if (open.contains(write)) {
                simulation.saw(CoverageCounts.FENCED_WRITE_CUT_OFF);
                end(write);
            }
        });
        return write;
    }

    void commit(Write write) {
        if (open.contains(write)) {
            if (ledger.newest().above(write.term)) {
                throw new InvariantViolation(
                        Promise.P2_FENCE,
                        "%s wrote under term %s after term %s was claimed"
                                .formatted(write.bid, write.term, ledger.newest()));
            }
            simulation.saw(CoverageCounts.FENCED_COMMIT);
            end(write);
        }
    }

    /** @throws Held if a claim has to wait for open writes, at most for so long */
    void requireFree(Duration patience) {
        if (!open.isEmpty() && simulation.parameters().bug() != PlantedBug.NO_FENCE) {
            throw new Held(this, patience);
        }
    }

    /** Runs {@code granted} alone: now, or when the last open write has ended, or {@code gaveUp} after {@code patience}. */
    void alone(Duration patience, Runnable granted, Runnable gaveUp) {
        if (open.isEmpty()) {
            granted.run();
            return;
        }
        simulation.saw(CoverageCounts.CLAIM_WAITED_FOR_FENCED_WORK);
        var claim = new Claim(granted, gaveUp);
        waiting.add(claim);
        simulation.scheduler().after(patience.toNanos(), () -> {
            if (waiting.remove(claim)) {
                gaveUp.run();
            }
        });
    }

    /** The server is gone, and every session with it. */
    void dropAll() {
        open.clear();
        while (!waiting.isEmpty()) {
            waiting.poll().gaveUp.run();
        }
    }

    private void end(Write write) {
        open.remove(write);
        while (open.isEmpty() && !waiting.isEmpty()) {
            waiting.poll().granted.run();
        }
    }

    /** Compared by identity: two writes under one term are two. */
    static final class Write {
        private final Bid bid;
        private final Term term;

        Write(Bid bid, Term term) {
            this.bid = bid;
            this.term = term;
        }
    }

    /** A claim has to wait. */
    static final class Held extends RuntimeException {
        private final transient SimulatedFenceLock lock;
        private final transient Duration patience;

        Held(SimulatedFenceLock lock, Duration patience) {
            super("open writes", null, false, false);
            this.lock = lock;
            this.patience = patience;
        }

        SimulatedFenceLock lock() {
            return lock;
        }

        Duration patience() {
            return patience;
        }
    }

    private static final class Claim {
        private final Runnable granted;
        private final Runnable gaveUp;

        Claim(Runnable granted, Runnable gaveUp) {
            this.granted = granted;
            this.gaveUp = gaveUp;
        }
    }
}
