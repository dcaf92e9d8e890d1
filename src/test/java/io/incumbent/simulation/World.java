package io.incumbent.simulation;

import io.incumbent.election.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One seed's world. Runs through a time of trouble, is healed, and must then settle. */
final class World {

    private final RandomGenerator chance;
    private final Setup setup;
    private final Trace trace;
    private final Scheduler scheduler = new Scheduler();
    private final Network network;
    private final Stores stores;
    private final Watch watch;
    private final List<Instance> instances = new ArrayList<>();
    private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);
    private boolean healed;
    private int started;

    World(long seed, Variant variant, Trace trace) {
        this.chance = new SplittableRandom(seed);
        this.setup = Setup.draw(chance, variant);
        this.trace = trace;
        this.network = new Network(this);
        this.stores = new Stores(this, clock(), clock());
        this.watch = new Watch(this);
        for (int i = 0; i < setup.instances(); i++) {
            start();
        }
        tell("world", () -> Wording.of(setup.toString(), 0));
    }

    /** Everything that one seed holds. @throws Violation as soon as a promise is broken */
    void run() {
        long ttl = setup.timing().ttl().toNanos();
        new Chaos(this).unleash();
        passUntil(4 * ttl + chance.nextLong(4 * ttl));
        heal();
        new Aftermath(this).run();
    }

    void passUntil(long limit) {
        while (scheduler.step(limit)) {
            if (trace != Trace.SILENT) {
                trace.stores(scheduler.now(), stores.lease(), stores.ledger());
            }
            watch.look();
        }
    }

    private void heal() {
        tell("world", () -> "healed");
        healed = true;
        network.heal();
        for (var instance : List.copyOf(instances)) {
            for (var store : Network.Store.values()) {
                instance.cutOff(store, false);
            }
            instance.slow(false);
            instance.resume(true);
        }
        int wanted = 1 + chance.nextInt(setup.instances());
        while (instances.stream().filter(Instance::stands).count() < wanted) {
            start();
        }
    }

    private void start() {
        instances.add(new Instance("i" + ++started, this, clock()));
    }

    /** A process that ended is started again, as somebody else. */
    void replace(Instance former) {
        if (!healed) {
            former.crash();
            instances.remove(former);
            start();
            tell(instances.getLast().toString(), () -> "starts in place of " + former);
        }
    }

    /** Tells everybody that the lease is free. Whoever misses it finds out later. */
    void publishRelease() {
        for (var instance : instances) {
            if (healed || chance.nextInt(4) > 0) {
                network.carry(instance, () -> instance.deliver(() -> instance.handle(new Event.Woken())));
            }
        }
    }

    private DriftingClock clock() {
        long second = 1_000_000_000;
        long origin = setup.nearWrap() ? Long.MAX_VALUE - chance.nextLong(200 * second) : chance.nextLong();
        double off = setup.extremeRates() ? (chance.nextBoolean() ? 1 : -1) : chance.nextDouble(-1, 1);
        return new DriftingClock(origin, 1 + off * setup.drift());
    }

    void saw(Seen what) {
        seen.merge(what, 1, Integer::sum);
    }

    void saw(Seen what, boolean really) {
        if (really) {
            saw(what);
        }
    }

    void sawWhileLed(Seen what) {
        saw(what, watch.believed().isPresent());
    }

    void tell(String who, String what) {
        tell(who, () -> what);
    }

    void tell(String who, Supplier<String> what) {
        trace.line(scheduler.now(), who, what);
    }

    Map<Seen, Integer> seen() {
        return seen;
    }

    boolean healed() {
        return healed;
    }

    RandomGenerator chance() {
        return chance;
    }

    Setup setup() {
        return setup;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Network network() {
        return network;
    }

    Stores stores() {
        return stores;
    }

    Watch watch() {
        return watch;
    }

    List<Instance> instances() {
        return instances;
    }
}
