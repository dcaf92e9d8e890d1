package io.incumbent.election;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The durations of one election. The constructor refuses combinations that cannot work.
 *
 * @param ttl how long lease and term last without renewal
 * @param heartbeat time between two renewals
 * @param margin the part of the ttl that a holder does not trust, because of differing clock rates
 * @param callLimit longest time for one call to a store
 * @param drainLimit longest wait for fenced work when leaving
 * @param redisOutage what a leader does while Redis does not answer
 */
public record Timing(
        Duration ttl,
        Duration heartbeat,
        Duration margin,
        Duration callLimit,
        Duration drainLimit,
        RedisOutage redisOutage) {

    /** A record that says more is none of ours. More would only be a longer time without a leader. */
    public static final Duration TTL_MAX = Duration.ofHours(1);

    /** How long a candidate tries to see its own term on a fresh connection. */
    static final Duration READ_BACK_LIMIT = Duration.ofMillis(100);
    /** Time between two attempts to read it back. */
    static final Duration READ_BACK_RETRY = Duration.ofMillis(50);
    /**
     * Shortest time between a renewal or a refused request and the next one, so that no answer makes an instance ask a store more
     * than ten times a second, with what its checks ask beside it.
     */
    static final Duration REFUSED_WAIT = Duration.ofMillis(125);
    /** The same after a release notification. */
    static final Duration NOTIFIED_WAIT = Duration.ofMillis(50);
    /** Shortest bound of the wait after a candidacy that failed: each one is three requests to one store. */
    private static final Duration CANDIDACY_WAIT = Duration.ofMillis(600);
    /** Upper bound of the random wait before a bid, so that followers do not all bid at once. */
    static final Duration BID_JITTER = Duration.ofMillis(10);
    /** Time that a takeover may take beyond the ttl while both stores answer. */
    private static final Duration TAKEOVER = Duration.ofMillis(500);

    private static final int DOUBLINGS_MAX = 20;

    /** The behaviour of a leader while Redis does not answer. */
    public enum RedisOutage {
        /** Stops acting when trust in the lease runs out. */
        STEP_DOWN,
        /** Continues to lead with the term alone. No instance can be elected meanwhile; only PostgreSQL protects. */
        RIDE_THROUGH
    }

    public Timing {
        positive("incumbent.election.ttl", ttl);
        positive("incumbent.election.heartbeat", heartbeat);
        positive("incumbent.election.margin", margin);
        positive("incumbent.election.call-timeout", callLimit);
        positive("incumbent.election.drain-timeout", drainLimit);
        require(
                ttl.compareTo(TTL_MAX) <= 0,
                "incumbent.election.ttl (%s) must not be longer than %s: after a crash nobody leads for that long",
                ttl,
                TTL_MAX);
        require(
                heartbeat.multipliedBy(2).compareTo(ttl.minus(margin)) < 0,
                "incumbent.election.heartbeat (%s) must fit twice into ttl - margin (%s - %s): raise"
                        + " incumbent.election.ttl or lower incumbent.election.heartbeat",
                heartbeat,
                ttl,
                margin);
        require(
                callLimit.compareTo(heartbeat) <= 0,
                "incumbent.election.call-timeout (%s) must not be longer than incumbent.election.heartbeat (%s)",
                callLimit,
                heartbeat);
        require(
                drainLimit.compareTo(ttl) < 0,
                "incumbent.election.drain-timeout (%s) must be shorter than incumbent.election.ttl (%s)",
                drainLimit,
                ttl);
    }

    /** How long a grant is trusted, counted from the request. */
    public Duration trust() {
        return ttl.minus(margin);
    }

    /** Time until the next attempt after a failed one; several fit into the trust that is left after a heartbeat. */
    Duration retry() {
        return longer(heartbeat.dividedBy(3), REFUSED_WAIT.multipliedBy(2));
    }

    /**
     * The longest time until an instance bids again after a candidacy that failed. It doubles with each one in a row that
     * was given a term and could not verify it, since every term is a row of history.
     */
    Duration candidacyRetry(int unverified) {
        var first = longer(retry(), CANDIDACY_WAIT);
        var grown = first.multipliedBy(1L << Math.min(unverified, DOUBLINGS_MAX));
        return grown.compareTo(ttl) < 0 ? grown : longer(first, ttl);
    }

    /** The longest time without a leader after a crash while both stores answer. */
    public Duration worstCaseFailover() {
        return ttl.plus(TAKEOVER);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static void positive(String key, Duration value) {
        require(value.isPositive(), "%s must be longer than zero, for example 2s; it is %s", key, value);
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            var shown = new Object[values.length];
            for (int i = 0; i < values.length; i++) {
                shown[i] = values[i] instanceof Duration d ? inSeconds(d) : values[i];
            }
            throw new IllegalArgumentException(message.formatted(shown));
        }
    }

    private static String inSeconds(Duration d) {
        return BigDecimal.valueOf(d.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }
}
