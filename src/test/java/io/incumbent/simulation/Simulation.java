package io.incumbent.simulation;

import io.incumbent.config.InstanceIdentity;
import io.incumbent.election.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One seed's world. Runs through a time of trouble, is healed, and must then settle. */
final class Simulation {

    private final RandomGenerator chance;
    private final WorldParameters parameters;
    private final Trace trace;
    private final VirtualTime scheduler = new VirtualTime();
    private final SimulatedNetwork network;
    private final SimulatedStores stores;
    private final InvariantChecker checker;
    private final List<SimulatedInstance> instances = new ArrayList<>();
    private final Map<CoverageCounts, Integer> seen = new EnumMap<>(CoverageCounts.class);
    private boolean healed;
    private int started;

    Simulation(long seed, PlantedBug bug, Trace trace) {
        this.chance = new SplittableRandom(seed);
        this.parameters = WorldParameters.draw(chance, bug);
        this.trace = trace;
        this.network = new SimulatedNetwork(this);
        this.stores = new SimulatedStores(this, clock(), clock());
        this.checker = new InvariantChecker(this);
        for (int i = 0; i < parameters.instances(); i++) {
            start();
        }
        tell("world", () -> TraceFormat.of(parameters.toString(), 0));
    }

    /** Everything that one seed holds. @throws InvariantViolation as soon as a promise is broken */
    void run() {
        long ttl = parameters.timing().ttl().toNanos();
        new FaultSchedule(this).unleash();
        passUntil(4 * ttl + chance.nextLong(4 * ttl));
        heal();
        // ids are never used again; if they were, terms and trust are safe, but the next leader may take long
        if (!parameters.reusedIds()) {
            new RecoveryCheck(this).run();
        }
    }

    void passUntil(long limit) {
        while (scheduler.step(limit)) {
            if (trace != Trace.SILENT) {
                trace.stores(scheduler.now(), stores.lease(), stores.ledger());
            }
            checker.look();
        }
    }

    private void heal() {
        tell("world", () -> "healed");
        healed = true;
        network.heal();
        for (var instance : List.copyOf(instances)) {
            for (var store : SimulatedNetwork.Store.values()) {
                instance.cutOff(store, false);
            }
            instance.slow(false);
            instance.resume(true);
        }
        int wanted = 1 + chance.nextInt(parameters.instances());
        while (instances.stream().filter(SimulatedInstance::stands).count() < wanted) {
            start();
        }
    }

    private void start() {
        // few ids, so that some draw one that is taken
        RandomGenerator few = () -> (long) chance.nextInt(64) << 32;
        add(new InstanceIdentity("group", "i", "host", "1", "process " + ++started, few));
    }

    private void add(InstanceIdentity identity) {
        instances.add(new SimulatedInstance(identity, this, clock()));
    }

    /** A process that ended is started again, as somebody else, or, in some worlds, under the same id. */
    void replace(SimulatedInstance former) {
        if (!healed) {
            former.crash();
            instances.remove(former);
            if (parameters.reusedIds()) {
                add(new InstanceIdentity("group", former.toString(), "host", "1"));
            } else {
                start();
            }
            tell(instances.getLast().toString(), () -> "starts in place of " + former);
        }
    }

    /** Tells everybody that the lease is free. Whoever misses it finds out later. */
    void publishRelease() {
        for (var instance : instances) {
            if (healed || chance.nextInt(4) > 0) {
                network.carry(instance, () -> instance.deliver(() -> instance.handle(new Event.ReleaseNotified())));
            }
        }
    }

    private DriftingClock clock() {
        long second = 1_000_000_000;
        long origin = parameters.nearWrap() ? Long.MAX_VALUE - chance.nextLong(200 * second) : chance.nextLong();
        double off = parameters.extremeRates() ? (chance.nextBoolean() ? 1 : -1) : chance.nextDouble(-1, 1);
        return new DriftingClock(origin, 1 + off * parameters.drift());
    }

    void saw(CoverageCounts what) {
        seen.merge(what, 1, Integer::sum);
    }

    void saw(CoverageCounts what, boolean really) {
        if (really) {
            saw(what);
        }
    }

    void sawWhileLed(CoverageCounts what) {
        saw(what, checker.believed().isPresent());
    }

    void tell(String who, String what) {
        tell(who, () -> what);
    }

    void tell(String who, Supplier<String> what) {
        trace.line(scheduler.now(), who, what);
    }

    Map<CoverageCounts, Integer> seen() {
        return seen;
    }

    boolean healed() {
        return healed;
    }

    RandomGenerator chance() {
        return chance;
    }

    WorldParameters parameters() {
        return parameters;
    }

    VirtualTime scheduler() {
        return scheduler;
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedStores stores() {
        return stores;
    }

    InvariantChecker checker() {
        return checker;
    }

    List<SimulatedInstance> instances() {
        return instances;
    }
}
