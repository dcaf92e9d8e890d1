package io.incumbent.simulation;

import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import io.incumbent.simulation.InvariantViolation.Promise;
import io.incumbent.simulation.WorldParameters.Unfaithful;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Both stores as the network reaches them, with the accidents that strike at the worst moment, and a witness. */
final class SimulatedStores {

    private static final UUID DATABASE = new UUID(0, 1);

    private final Simulation simulation;
    private final DriftingClock redisClock;
    private final DriftingClock databaseClock;
    private final FakeLease lease;
    private final FakeLedger ledger;
    private final SimulatedFenceLock fenceLock;
    private final Map<String, String> registered = new HashMap<>();
    private final Set<Bid> released = new HashSet<>();
    private final Set<Bid> broughtBack = new HashSet<>();
    private @Nullable Bid lastReleased;
    private long leaseReleasedAt;

    SimulatedStores(Simulation simulation, DriftingClock redisClock, DriftingClock databaseClock) {
        this.simulation = simulation;
        this.redisClock = redisClock;
        this.databaseClock = databaseClock;
        var parameters = simulation.parameters();
        this.lease = new FakeLease(() -> redisClock.at(now()), parameters.bug());
        this.ledger = new FakeLedger(() -> databaseClock.at(now()), parameters.bug());
        this.fenceLock = new SimulatedFenceLock(
                simulation, ledger, parameters.timing().heartbeat().dividedBy(2));
    }

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed, Duration ttl) {
        var before = lease.holder();
        var answer = lease.acquire(bid, record, observed, ttl);
        if (answer instanceof LeaseAnswer.Granted) {
            simulation.saw(
                    CoverageCounts.LEASE_TAKEN_OVER,
                    before.filter(it -> !it.equals(bid)).isPresent());
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

    void releaseTerm(SimulatedInstance by, Bid bid) {
        ownBid(by, bid);
        ledger.release(bid, now());
    }

    TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed, Duration ttl) {
        fenceLock.requireFree(simulation.parameters().timing().callLimit().dividedBy(2));
        var before = now() - 1;
        boolean held = ledger.readBack().filter(it -> !it.bid().equals(bid)).isPresent();
        var answer = ledger.claim(bid, highest, observed, ttl, now());
        simulation.saw(CoverageCounts.TERM_TAKEN_OVER, held && answer instanceof TermAnswer.Granted);
        if (answer instanceof TermAnswer.Granted && strikes(Unfaithful.POSTGRESQL, 20)) {
            simulation.saw(CoverageCounts.CLAIM_LOST_RIGHT_AFTER_IT);
            simulation.scheduler().after(simulation.chance().nextLong(8_000_000), () -> failOver(before));
        }
        return answer;
    }

    /** Which process has which id is never lost: no process draws an id that another one has, but in worlds made for it. */
    RegistrationAnswer register(SimulatedInstance instance) {
        var id = instance.toString();
        var owner = registered.putIfAbsent(id, instance.identity().nonce());
        boolean taken = owner != null && !owner.equals(instance.identity().nonce());
        simulation.saw(CoverageCounts.ID_TAKEN, taken);
        return taken && !simulation.parameters().reusedIds()
                ? new RegistrationAnswer.Taken(id)
                : new RegistrationAnswer.Registered(id, DATABASE);
    }

    TermAnswer renew(Bid bid, Term term, Duration ttl) {
        return ledger.renew(bid, term, ttl, now());
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
        clock(store).jump(by.toNanos());
    }

    /** What was granted then lasts longer than it should. No promise needs that this does not happen. */
    void stepBack(SimulatedNetwork.Store store, Duration by) {
        simulation.sawWhileLed(CoverageCounts.STORE_CLOCK_STEPPED_BACK_WHILE_LEADING);
        simulation.tell(store.toString(), () -> "wall clock steps back by " + TraceFormat.of(by.toString(), 0));
        clock(store).jump(-by.toNanos());
    }

    private DriftingClock clock(SimulatedNetwork.Store store) {
        return switch (store) {
            case REDIS -> redisClock;
            case POSTGRESQL -> databaseClock;
        };
    }

    /** A copy of the term that its own check does not fit. */
    void garbleTerm() {
        long term =
                switch (simulation.chance().nextInt(3)) {
                    case 0 -> Long.MAX_VALUE;
                    case 1 -> 1L << 40;
                    default ->
                        ledger.newest().number() + 1 + simulation.chance().nextInt(5);
                };
        simulation.sawWhileLed(CoverageCounts.TERM_GARBLED_WHILE_LEADING);
        simulation.tell("redis", () -> "the copy of the term becomes " + term);
        lease.setTerm(new Term(term));
    }

    void loseExpiry() {
        simulation.sawWhileLed(CoverageCounts.EXPIRY_LOST_WHILE_LEADING);
        simulation.tell("redis", "the lease loses its expiry");
        lease.loseExpiry();
    }

    void setForeignLease() {
        simulation.sawWhileLed(CoverageCounts.FOREIGN_LEASE_WHILE_LEADING);
        simulation.tell("redis", "somebody sets the lease by hand");
        lease.setForeign();
    }

    /** Redis answers with its own past: what a replica had {@code later} before. */
    void restoreRedis(Duration later) {
        lease.replicate();
        simulation.scheduler().after(later.toNanos(), () -> {
            if (!simulation.healed()) {
                simulation.sawWhileLed(CoverageCounts.REDIS_RESTORED_WHILE_LEADING);
                simulation.tell("redis", "a replica takes over that is old");
                lease.failOver();
                lease.holder().ifPresent(broughtBack::add);
                lastReleased = null;
            }
        });
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
