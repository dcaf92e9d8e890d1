package io.incumbent.simulation;

import io.incumbent.election.EndReason;
import io.incumbent.election.Event;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.Role;
import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.simulation.InvariantViolation.Promise;
import io.incumbent.simulation.SimulatedNetwork.Store;
import java.time.Duration;

/** After healing: somebody leads, goes on leading, and is replaced in time when it crashes or steps down. */
final class RecoveryCheck {

    private static final long PATIENCE = Duration.ofMillis(500).toNanos();
    private static final long HEALING = Duration.ofSeconds(1).toNanos();
    private static final long HANDOVER = Duration.ofMillis(100).toNanos();

    private final Simulation simulation;
    private final WorldParameters parameters;

    RecoveryCheck(Simulation simulation) {
        this.simulation = simulation;
        this.parameters = simulation.parameters();
    }

    void run() {
        passFor(settlesWithin());
        staysFor(3);
        switch (simulation.chance().nextInt(6)) {
            case 0 -> afterCrash();
            case 1 -> afterStepDown();
            case 2 -> afterCutOff();
            case 3 -> afterSlowLink();
            case 4 -> afterImpossibleRecord();
            default -> {}
        }
    }

    /**
     * The last message of the troubled time arrives. What it granted to nobody who lives ends a ttl later, or is taken
     * over then, if it would never end.
     */
    private long settlesWithin() {
        return parameters
                        .slowest()
                        .plus(parameters.longestTtl().multipliedBy(2))
                        .toNanos()
                + HEALING;
    }

    private void staysFor(int ttls) {
        var leader = believed("after healing");
        passFor(ttls * parameters.longestTiming().ttl().toNanos());
        if (!believed("in peace").equals(leader)) {
            throw new InvariantViolation(Promise.P6_SOMEBODY_LEADS, leader + " lost the office in peace");
        }
    }

    /** A ttl on the slower store's clock, and a follower's last wait, at most a heartbeat, on a clock that differs. */
    private void afterCrash() {
        if (standing() < 2) {
            return;
        }
        var leader = leader();
        leader.crash();
        simulation.tell(leader.toString(), "crashes in peace");
        double ttl = leader.timing().ttl().toNanos() / simulation.stores().slowerRate();
        double waits =
                2 * parameters.drift() * parameters.longestTiming().heartbeat().toNanos();
        passFor((long) (ttl + waits) + PATIENCE);
        believed("after a crash");
        simulation.saw(CoverageCounts.TAKEOVER_AFTER_CRASH_MEASURED);
    }

    private void afterStepDown() {
        if (standing() < 2) {
            return;
        }
        if (simulation.chance().nextBoolean()) {
            passUntilABidIsNear();
        }
        var leader = leader();
        var before = simulation.stores().leaseReleasedAt();
        leader.handle(new Event.LeaveRequested(EndReason.STEPPED_DOWN));
        long limit =
                simulation.scheduler().now() + parameters.longestTiming().ttl().toNanos();
        while (simulation.stores().leaseReleasedAt() == before
                && simulation.scheduler().step(limit)) {
            simulation.checker().look();
        }
        passFor(HANDOVER);
        var next = believed("100 ms after a step-down");
        if (next.instance().equals(leader.toString())) {
            throw new InvariantViolation(Promise.P6_SOMEBODY_LEADS, leader + " stepped down and leads again");
        }
        simulation.saw(CoverageCounts.TAKEOVER_AFTER_STEP_DOWN_MEASURED);
    }

    /** The notification of the release then crosses a bid that is on its way. */
    private void passUntilABidIsNear() {
        long now = simulation.scheduler().now();
        long crossing = simulation.chance().nextLong(8_000_000);
        simulation.instances().stream()
                .filter(it -> it.role() instanceof Role.Follower && !it.crashed())
                .flatMap(it -> it.wakesAt().stream())
                .filter(at -> at - crossing > now)
                .min(Long::compare)
                .ifPresent(at -> simulation.passUntil(at - crossing));
    }

    /**
     * One leader without one store is no reason for nobody to lead. It asked the other store once more before it noticed,
     * so that the leadership lasts a beat longer there, and a bidder that is refused for that tries again a retry later.
     */
    private void afterCutOff() {
        if (standing() < 2) {
            return;
        }
        var leader = leader();
        var store = simulation.chance().nextBoolean() ? Store.REDIS : Store.POSTGRESQL;
        leader.cutOff(store, true);
        simulation.tell(leader.toString(), "cut off from " + store + " for good");
        passFor(parameters.longestTtl().plus(beats(3)).toNanos() + PATIENCE);
        anotherLeads(leader, store);
        simulation.saw(CoverageCounts.TAKEOVER_AFTER_CUT_OFF_MEASURED);
    }

    /**
     * The leader's renewals reach the store, and no answer comes back in time. They prolong its record there until its
     * trust is over, and no longer.
     */
    private void afterSlowLink() {
        if (standing() < 2) {
            return;
        }
        var leader = leader();
        var store = simulation.chance().nextBoolean() ? Store.REDIS : Store.POSTGRESQL;
        leader.answersTooLate(store);
        simulation.tell(leader.toString(), "hears " + store + " too late for good");
        passFor(parameters.longestTtl().multipliedBy(2).plus(beats(3)).toNanos() + PATIENCE);
        anotherLeads(leader, store);
        simulation.saw(CoverageCounts.TAKEOVER_AFTER_SLOW_LINK_MEASURED);
    }

    private void anotherLeads(SimulatedInstance leader, Store unheard) {
        var next = believed("although one instance only does not hear " + unheard);
        boolean ridesThrough = unheard == Store.REDIS && parameters.timing().redisOutage() == RedisOutage.RIDE_THROUGH;
        if (next.instance().equals(leader.toString()) != ridesThrough) {
            throw new InvariantViolation(
                    Promise.P6_SOMEBODY_LEADS, next.instance() + " leads, " + leader + " does not hear " + unheard);
        }
    }

    private Duration beats(int count) {
        return parameters.stretched(parameters.longestTiming().heartbeat().multipliedBy(count));
    }

    /** The leader is dead, and what it left behind would keep everybody out for hours, or for ever. */
    private void afterImpossibleRecord() {
        if (standing() < 2) {
            return;
        }
        var leader = leader();
        leader.crash();
        simulation.tell(leader.toString(), "crashes in peace");
        var stores = simulation.stores();
        switch (simulation.chance().nextInt(4)) {
            case 0 -> stores.loseExpiry();
            case 1 -> stores.stepBack(Store.POSTGRESQL, Duration.ofHours(1));
            case 2 -> stores.setForeignLease();
            default -> {
                stores.loseExpiry();
                stores.stepBack(Store.POSTGRESQL, Duration.ofHours(1));
            }
        }
        passFor(parameters.longestTtl().multipliedBy(2).toNanos() + HEALING);
        believed("although the dead leader's record does not end");
        simulation.saw(CoverageCounts.TAKEOVER_OF_IMPOSSIBLE_RECORD_MEASURED);
    }

    private LeaderRecord believed(String when) {
        return simulation
                .checker()
                .believed()
                .orElseThrow(() -> new InvariantViolation(Promise.P6_SOMEBODY_LEADS, "nobody leads " + when));
    }

    private SimulatedInstance leader() {
        return simulation.instances().stream()
                .filter(it -> it.believes().isPresent())
                .findFirst()
                .orElseThrow(() -> new InvariantViolation(Promise.P6_SOMEBODY_LEADS, "nobody leads in peace"));
    }

    private long standing() {
        return simulation.instances().stream().filter(SimulatedInstance::stands).count();
    }

    private void passFor(long nanos) {
        simulation.passUntil(simulation.scheduler().now() + nanos);
    }
}
