package io.incumbent.simulation;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.simulation.InvariantViolation.Promise;
import io.incumbent.simulation.WorldParameters.Unfaithful;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Both stores as the network reaches them, with the accidents that strike at the worst moment, and a witness. */
final class SimulatedStores {

    private final Simulation simulation;
    private final DriftingClock redisClock;
    private final DriftingClock databaseClock;
    private final FakeLease lease;
    private final FakeLedger ledger;
    private final SimulatedFenceLock fenceLock;
    private final Set<Bid> released = new HashSet<>();
    private final Set<Bid> broughtBack = new HashSet<>();
    private @Nullable Bid lastReleased;
    private long leaseReleasedAt;

    SimulatedStores(Simulation simulation, DriftingClock redisClock, DriftingClock databaseClock) {
        this.simulation = simulation;
        this.redisClock = redisClock;
        this.databaseClock = databaseClock;
        var parameters = simulation.parameters();
        var ttl = parameters.timing().ttl();
        this.lease = new FakeLease(() -> redisClock.at(now()), ttl, parameters.bug());
        this.ledger = new FakeLedger(() -> databaseClock.at(now()), ttl, parameters.bug());
        this.fenceLock = new SimulatedFenceLock(
                simulation, ledger, parameters.timing().heartbeat().dividedBy(2));
    }

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record) {
        var answer = lease.acquire(bid, record);
        if (answer instanceof LeaseAnswer.Granted) {
            witnessGrant(bid);
            if (record.isPresent() && strikes(Unfaithful.REDIS, 100)) {
                simulation.scheduler().after(simulation.chance().nextLong(20_000_000), this::loseKeys);
            }
        } else if (bid.equals(lastReleased)) {
            simulation.saw(CoverageCounts.RELEASED_BID_STAYED_RELEASED);
        }
        return answer;
    }

    /** Redis remembers one released bid. An older one may come back for a ttl; that costs time, and never trust. */
    private void witnessGrant(Bid bid) {
        if (bid.equals(lastReleased)) {
            throw new InvariantViolation(
                    Promise.RELEASE_ALWAYS_HAPPENS, "the lease of " + bid + " came back after its release");
        }
        if (released.contains(bid)) {
            broughtBack.add(bid);
        }
    }

    boolean releaseLease(SimulatedInstance by, Bid bid) {
        ownBid(by, bid);
        boolean freed = lease.release(bid);
        released.add(bid);
        broughtBack.remove(bid);
        lastReleased = bid;
        if (freed) {
            leaseReleasedAt = now();
            simulation.publishRelease();
        }
        return freed;
    }

    boolean releaseTerm(SimulatedInstance by, Bid bid) {
        ownBid(by, bid);
        ledger.release(bid, now());
        return true;
    }

    void claim(Bid bid, Term highest, Consumer<TermAnswer> reply) {
        var patience = simulation.parameters().timing().callLimit().dividedBy(2);
        Runnable decide = () -> {
            var before = now() - 1;
            var answer = ledger.claim(bid, highest, now());
            if (answer instanceof TermAnswer.Granted && strikes(Unfaithful.POSTGRESQL, 20)) {
                simulation.saw(CoverageCounts.CLAIM_LOST_RIGHT_AFTER_IT);
                simulation.scheduler().after(simulation.chance().nextLong(8_000_000), () -> failOver(before));
            }
            reply.accept(answer);
        };
        fenceLock.alone(patience, decide, () -> reply.accept(new TermAnswer.Failed()));
    }

    TermAnswer renew(Bid bid, Term term) {
        return ledger.renew(bid, term, now());
    }

    /** Through a pooler the connection may end at a standby; the real shell then sees that, and says so. */
    VerifyAnswer readBack() {
        return !simulation.healed() && simulation.chance().nextInt(50) == 0
                ? new VerifyAnswer.Failed()
                : new VerifyAnswer.Seen(ledger.readBack());
    }

    void loseKeys() {
        if (simulation.healed()) {
            return;
        }
        simulation.sawWhileLed(CoverageCounts.KEYS_LOST_WHILE_LEADING);
        switch (simulation.chance().nextInt(3)) {
            case 0 -> lease.loseHolder();
            case 1 -> lease.loseTerm();
            default -> lease.loseKeys();
        }
        lastReleased = null;
        simulation.tell("redis", "loses keys");
    }

    void failOver(long since) {
        if (simulation.healed()) {
            return;
        }
        simulation.sawWhileLed(CoverageCounts.COMMITS_LOST_WHILE_LEADING);
        fenceLock.dropAll();
        ledger.forgetAfter(since, now());
        simulation.tell(
                "postgresql", "fails over, the commits of the last " + (now() - since) / 1_000_000 + " ms are lost");
    }

    void jumpAhead(SimulatedNetwork.Store store, Duration by) {
        simulation.sawWhileLed(CoverageCounts.STORE_CLOCK_JUMPED_WHILE_LEADING);
        simulation.tell(store.toString(), () -> "wall clock jumps ahead by " + TraceFormat.of(by.toString(), 0));
        switch (store) {
            case REDIS -> redisClock.jumpAhead(by.toNanos());
            case POSTGRESQL -> databaseClock.jumpAhead(by.toNanos());
        }
    }

    /** Whether the bid's lease is still there although its release was answered, and nothing brought it back since. */
    boolean stillThere(Bid bid) {
        return lease.holder().equals(Optional.of(bid)) && !broughtBack.contains(bid);
    }

    private void ownBid(SimulatedInstance by, Bid bid) {
        if (!bid.instance().equals(by.toString())) {
            throw new InvariantViolation(Promise.RELEASE_NAMES_OWN_BID, by + " released " + bid);
        }
    }

    private boolean strikes(Unfaithful store, int oneIn) {
        return simulation.parameters().unfaithful() == store
                && !simulation.healed()
                && simulation.chance().nextInt(oneIn) == 0;
    }

    private long now() {
        return simulation.scheduler().now();
    }

    FakeLease lease() {
        return lease;
    }

    FakeLedger ledger() {
        return ledger;
    }

    SimulatedFenceLock fenceLock() {
        return fenceLock;
    }

    long leaseReleasedAt() {
        return leaseReleasedAt;
    }

    double slowerRate() {
        return Math.min(redisClock.rate(), databaseClock.rate());
    }
}
