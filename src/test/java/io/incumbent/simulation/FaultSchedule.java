package io.incumbent.simulation;

import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.simulation.SimulatedInstance.Sleep;
import io.incumbent.simulation.SimulatedNetwork.Store;
import io.incumbent.simulation.WorldParameters.Unfaithful;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Makes things go wrong at random moments until the world is healed. */
final class FaultSchedule {

    private final Simulation simulation;
    private final RandomGenerator chance;
    private final long ttl;

    FaultSchedule(Simulation simulation) {
        this.simulation = simulation;
        this.chance = simulation.chance();
        this.ttl = simulation.parameters().timing().ttl().toNanos();
    }

    void unleash() {
        if (simulation.parameters().directed()) {
            simulation.scheduler().after(ttl / 2, () -> impossibleThenCutOff(victim()));
        } else {
            unleashAtRandom();
        }
    }

    private void unleashAtRandom() {
        simulation.scheduler().after(chance.nextLong(ttl / 2), () -> {
            if (!simulation.healed()) {
                strike();
                unleashAtRandom();
            }
        });
    }

    private void strike() {
        var victim = victim();
        switch (chance.nextInt(27)) {
            case 20, 21 -> sleep(victim);
            case 22, 23 -> simulation.stores().stepBack(store(), some(1_000));
            case 24 -> simulation.stores().loseExpiry();
            case 25 -> garbleTerm();
            case 26 -> impossibleThenCutOff(victim);
            case 0, 1, 2 -> pause(victim);
            case 3 -> crash(victim);
            case 4 -> ask(victim, new Event.LeaveRequested(EndReason.STEPPED_DOWN));
            case 5 -> stop(victim);
            case 6, 7 -> cutOff(victim, Store.REDIS);
            case 8 -> cutOff(victim, Store.POSTGRESQL);
            case 9 -> cutOffFromBoth(victim);
            case 10 -> down(Store.REDIS);
            case 11 -> down(Store.POSTGRESQL);
            case 12, 13, 14 -> slow(victim);
            case 15 -> slowThenCutOff(victim);
            case 16 -> simulation.publishRelease(); // a notification that is not true
            default -> beUnfaithful();
        }
    }

    /** Mostly the leader: what happens to followers matters little. */
    private SimulatedInstance victim() {
        var instances = simulation.instances();
        if (chance.nextInt(4) > 0) {
            for (var instance : instances) {
                if (instance.believes().isPresent()) {
                    return instance;
                }
            }
        }
        return instances.get(chance.nextInt(instances.size()));
    }

    private void pause(SimulatedInstance victim) {
        long lasts = some();
        boolean inOrder = chance.nextBoolean();
        simulation.saw(
                CoverageCounts.LEADER_PAUSED_BEYOND_TTL,
                lasts > ttl && victim.believes().isPresent() && !victim.paused());
        simulation.tell(
                victim.toString(),
                () -> "paused for " + TraceFormat.of(Duration.ofNanos(lasts).toString(), 0));
        victim.pause();
        simulation.scheduler().after(lasts, () -> victim.resume(inOrder));
    }

    private void sleep(SimulatedInstance victim) {
        if (victim.paused()) {
            return;
        }
        var how = chance.nextBoolean() ? Sleep.COUNTED : Sleep.UNCOUNTED;
        // a stop that nothing counts and that is shorter uses up the margin, unnoticed: see the limits in
        // how-it-works.md
        var shortest = how == Sleep.COUNTED ? Duration.ZERO : victim.timing().margin();
        long lasts = Math.max(some(1_000).toNanos(), shortest.toNanos());
        boolean inOrder = chance.nextBoolean();
        simulation.saw(
                how == Sleep.COUNTED
                        ? CoverageCounts.SLEPT_WHILE_LEADING
                        : CoverageCounts.STOPPED_UNCOUNTED_WHILE_LEADING,
                victim.believes().isPresent());
        simulation.tell(victim.toString(), () -> "sleeps, its clock " + how + ", for " + Duration.ofNanos(lasts));
        victim.sleep(how);
        simulation.scheduler().after(lasts, () -> victim.resume(inOrder));
    }

    /**
     * What somebody leaves behind who was just granted it and is never heard of again, would last for ever. The others
     * have seen it by questions that were long on their way, so that it is younger than the question.
     */
    private void impossibleThenCutOff(SimulatedInstance victim) {
        for (var instance : simulation.instances()) {
            instance.asksSlowly(instance != victim);
        }
        simulation.scheduler().after(ttl + chance.nextLong(ttl), () -> {
            if (simulation.healed()) {
                return;
            }
            if (simulation.parameters().unfaithful() == Unfaithful.REDIS) {
                simulation.stores().lease().loseHolder();
            } else {
                simulation.stores().loseExpiry();
            }
            simulation.stores().stepBack(Store.POSTGRESQL, Duration.ofHours(1));
            cutOffFromBoth(victim);
        });
        simulation
                .scheduler()
                .after(2 * ttl + ttl / 2, () -> simulation.instances().forEach(it -> it.asksSlowly(false)));
    }

    /** With the copy gone, PostgreSQL alone knows the terms. */
    private void garbleTerm() {
        if (simulation.parameters().unfaithful() != Unfaithful.POSTGRESQL) {
            simulation.stores().garbleTerm();
        }
    }

    private Store store() {
        return chance.nextBoolean() ? Store.REDIS : Store.POSTGRESQL;
    }

    /** Mostly about a ttl, now and then up to {@code ttls} of them. */
    private Duration some(int ttls) {
        return Duration.ofNanos(chance.nextInt(3) > 0 ? some() : chance.nextLong(ttls * ttl));
    }

    private void crash(SimulatedInstance victim) {
        simulation.tell(victim.toString(), () -> "crashes");
        victim.crash();
        restartLater(victim);
    }

    private void stop(SimulatedInstance victim) {
        ask(victim, new Event.StopRequested());
        restartLater(victim);
    }

    private void ask(SimulatedInstance victim, Event request) {
        victim.deliver(() -> victim.handle(request));
    }

    /** The process that follows has an id of its own, and the old one is never heard of again. */
    private void restartLater(SimulatedInstance former) {
        simulation.scheduler().after(chance.nextLong(ttl), () -> simulation.replace(former));
    }

    private void slow(SimulatedInstance victim) {
        long lasts = some();
        simulation.tell(
                victim.toString(),
                () -> "slow for " + TraceFormat.of(Duration.ofNanos(lasts).toString(), 0));
        victim.slow(true);
        simulation.scheduler().after(lasts, () -> victim.slow(false));
    }

    /** The last thing that it hears is old. */
    private void slowThenCutOff(SimulatedInstance victim) {
        slow(victim);
        simulation.scheduler().after(chance.nextLong(ttl / 2), () -> cutOffFromBoth(victim));
    }

    private void cutOffFromBoth(SimulatedInstance victim) {
        cutOff(victim, Store.REDIS);
        cutOff(victim, Store.POSTGRESQL);
    }

    private void cutOff(SimulatedInstance victim, Store store) {
        if (simulation.healed()) {
            return;
        }
        long lasts = some();
        simulation.tell(
                victim.toString(),
                () -> "cut off from " + store + " for "
                        + TraceFormat.of(Duration.ofNanos(lasts).toString(), 0));
        victim.cutOff(store, true);
        simulation.scheduler().after(lasts, () -> victim.cutOff(store, false));
    }

    private void down(Store store) {
        long lasts = some();
        simulation.tell(
                store.toString(),
                () -> "down for " + TraceFormat.of(Duration.ofNanos(lasts).toString(), 0));
        simulation.network().setDown(store, true);
        if (store == Store.POSTGRESQL) {
            simulation.stores().fenceLock().dropAll();
        } else if (simulation.parameters().unfaithful() == Unfaithful.REDIS && chance.nextBoolean()) {
            simulation.stores().loseKeys(); // restarted empty
        }
        simulation.scheduler().after(lasts, () -> simulation.network().setDown(store, false));
    }

    private void beUnfaithful() {
        var jump = Duration.ofNanos(chance.nextLong(2 * ttl));
        switch (simulation.parameters().unfaithful()) {
            case NEITHER -> {}
            case REDIS -> {
                switch (chance.nextInt(6)) {
                    case 0, 1 -> simulation.stores().jumpAhead(Store.REDIS, some(1_000));
                    case 2 -> simulation.stores().setForeignLease();
                    case 3 -> simulation.stores().restoreRedis(Duration.ofNanos(some()));
                    default -> simulation.stores().loseKeys();
                }
            }
            case POSTGRESQL -> {
                if (chance.nextInt(3) == 0) {
                    simulation.stores().jumpAhead(Store.POSTGRESQL, some(1_000));
                } else {
                    simulation.stores().failOver(simulation.scheduler().now() - jump.toNanos() / 2);
                }
            }
        }
    }

    /** Short, about as long as trust lasts, or long. */
    private long some() {
        return switch (chance.nextInt(3)) {
            case 0 -> chance.nextLong(ttl / 20);
            case 1 -> chance.nextLong(ttl);
            default -> ttl + chance.nextLong(ttl * 3 / 2);
        };
    }
}
