package io.incumbent.coordinator;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the server gives, and what the other instances may take of it.
 *
 * @param maxConnections setting {@code max_connections}
 * @param superuserReserved of these, for superusers only
 * @param reserved of these, for whoever has the right to them
 * @param superuser whether we are one, for whom no limit below {@code max_connections} counts
 * @param roleLimit what our user may have; -1 if as many as there are
 * @param databaseLimit what the database may have; -1 if as many as there are
 * @param others how many other instances there are that are not stale
 * @param othersTogether what their pools may take
 * @param othersSilent how many of them do not say what they may take, being of an older version
 */
record ConnectionDemand(
        int maxConnections,
        int superuserReserved,
        int reserved,
        boolean superuser,
        int roleLimit,
        int databaseLimit,
        int others,
        int othersTogether,
        int othersSilent) {

    /** What to say if it cannot fit together with {@code own}; empty if it does. */
    Optional<String> danger(PoolSizes own) {
        int together = othersTogether + own.together();
        int available = available();
        if (together <= available) {
            return Optional.empty();
        }
        return Optional.of(("instances may take more connections than the server gives instances=%d together=%d own=%d"
                        + " available=%d max_connections=%d superuser_reserved_connections=%d reserved_connections=%d"
                        + " roleLimit=%d databaseLimit=%d instancesThatDoNotSay=%d key=incumbent.pool.max-size value=%d: %s,"
                        + " run fewer instances, or raise what the server gives")
                .formatted(
                        others + 1,
                        together,
                        own.together(),
                        available,
                        maxConnections,
                        superuserReserved,
                        reserved,
                        roleLimit,
                        databaseLimit,
                        othersSilent,
                        own.traffic(),
                        advice(own, available)));
    }

    private String advice(PoolSizes own, int available) {
        int fitting = available / (others + 1) - own.besideTraffic();
        return fitting > 0 ? "lower it to " + fitting + " on each" : "even 1 on each is too much";
    }

    private int available() {
        return superuser
                ? maxConnections
                : IntStream.of(maxConnections - superuserReserved - reserved, roleLimit, databaseLimit)
                        .filter(limit -> limit >= 0)
                        .min()
                        .orElse(0);
    }
}
