package io.incumbent.simulation;

import io.incumbent.election.Timing;
import io.incumbent.election.Timing.RedisOutage;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What is fixed in one world before anything happens.
 *
 * @param unfaithful the one store that may lose what it acknowledged, or whose wall clock may jump
 * @param drift how far a clock's rate may be from true, either way
 * @param loss chance that a message is lost
 * @param duplication chance that a message comes twice
 * @param checkEveryBeats how often a leader asks PostgreSQL, on a fresh connection, whether it still names him
 * @param slowness chance that a message takes long, up to {@code slowest}
 * @param mixedTimings whether instances have different settings
 * @param reusedIds whether a process that is started again has the id of the one before, and numbers its bids anew
 * @param directed whether the one fault is made that random ones hardly ever add up to
 */
record WorldParameters(
        PlantedBug bug,
        int instances,
        Timing timing,
        Unfaithful unfaithful,
        double drift,
        boolean extremeRates,
        boolean nearWrap,
        boolean lateAnswers,
        double loss,
        double duplication,
        double slowness,
        Duration slowest,
        int checkEveryBeats,
        boolean mixedTimings,
        boolean reusedIds,
        boolean directed) {

    private static final int LONGEST_FACTOR = 3;

    enum Unfaithful {
        NEITHER,
        REDIS,
        POSTGRESQL
    }

    static WorldParameters draw(RandomGenerator chance, PlantedBug bug) {
        if (chance.nextInt(20) == 0) {
            return directed(chance, bug);
        }
        var unfaithful = pick(chance, Unfaithful.NEITHER, Unfaithful.REDIS, Unfaithful.POSTGRESQL);
        // Riding through, PostgreSQL alone protects the leadership: it has to be the faithful one.
        boolean rideThrough = unfaithful != Unfaithful.POSTGRESQL && chance.nextInt(3) == 0;
        var timing = timing(chance, rideThrough ? RedisOutage.RIDE_THROUGH : RedisOutage.STEP_DOWN);
        // Two clocks may differ by margin / ttl, so each by half of it; a hair less, since the promise says "less".
        double drift = 0.499 * timing.margin().toNanos() / timing.ttl().toNanos();
        return new WorldParameters(
                bug,
                3 + chance.nextInt(3),
                bug == PlantedBug.NO_MARGIN ? withoutMargin(timing) : timing,
                unfaithful,
                chance.nextInt(4) == 0 ? 0 : drift,
                chance.nextBoolean(),
                chance.nextInt(3) > 0,
                chance.nextBoolean(),
                pick(chance, 0.0, 0.01, 0.05, 0.15),
                pick(chance, 0.0, 0.01, 0.1, 0.3),
                pick(chance, 0.0, 0.002, 0.02, 0.1),
                timing.ttl().dividedBy(1 + chance.nextInt(8)),
                1 + chance.nextInt(10),
                chance.nextInt(3) == 0,
                chance.nextInt(12) == 0,
                false);
    }

    /** Calls may take longer than twice the margin, the term counts alone, and nothing else happens. */
    private static WorldParameters directed(RandomGenerator chance, PlantedBug bug) {
        return new WorldParameters(
                bug,
                2 + chance.nextInt(2),
                timing(10_000, 3_000, 300, 3_000, 1_000, RedisOutage.RIDE_THROUGH),
                Unfaithful.REDIS,
                0,
                false,
                false,
                false,
                0,
                0,
                0,
                Duration.ofMillis(2),
                10,
                false,
                false,
                true);
    }

    /** The timing of one more instance: while settings are being changed, instances differ. */
    Timing drawTiming(RandomGenerator chance) {
        return mixedTimings ? times(1 + chance.nextInt(LONGEST_FACTOR)) : timing;
    }

    /** The longest timing that an instance of this world may have. */
    Timing longestTiming() {
        return mixedTimings ? times(LONGEST_FACTOR) : timing;
    }

    /** All of it but the time limit of a call. The margin grows along, so clocks may differ as before. */
    private Timing times(int factor) {
        return new Timing(
                timing.ttl().multipliedBy(factor),
                timing.heartbeat().multipliedBy(factor),
                timing.margin().multipliedBy(factor),
                timing.callLimit(),
                timing.drainLimit(),
                timing.redisOutage());
    }

    /** The longest that a lease or a term lives in real time, on the slowest clock. */
    Duration longestTtl() {
        return stretched(longestTiming().ttl());
    }

    /** How long {@code wait} may take in real time, on the slowest clock. */
    Duration stretched(Duration wait) {
        return Duration.ofNanos((long) (wait.toNanos() / (1 - drift)));
    }

    private static Timing timing(RandomGenerator chance, RedisOutage outage) {
        return switch (chance.nextInt(4)) {
            case 0 -> timing(10_000, 3_000, 1_000, 1_000, 2_000, outage);
            case 1 -> timing(10_000, 2_000, 2_000, 2_000, 1_000, outage);
            case 2 -> timing(3_000, 1_000, 300, 500, 500, outage);
            default -> timing(30_000, 10_000, 1_500, 3_000, 5_000, outage);
        };
    }

    private static Timing timing(long ttl, long heartbeat, long margin, long call, long drain, RedisOutage outage) {
        return new Timing(millis(ttl), millis(heartbeat), millis(margin), millis(call), millis(drain), outage);
    }

    private static Timing withoutMargin(Timing t) {
        return new Timing(t.ttl(), t.heartbeat(), millis(1), t.callLimit(), t.drainLimit(), t.redisOutage());
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @SafeVarargs
    private static <T> T pick(RandomGenerator chance, T... of) {
        return of[chance.nextInt(of.length)];
    }
}
