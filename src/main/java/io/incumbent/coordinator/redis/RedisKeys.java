package io.incumbent.coordinator.redis;

/**
 * The names of one group in Redis.
 *
 * @param lease the lease; its value is the holder's bid
 * @param term hash of the highest term known: {@code term, bid, hostname, since}, and {@code left}, the last bid given back
 * @param notices the channel on which releases are told
 */
public record RedisKeys(String lease, String term, String notices) {

    public static RedisKeys of(String group) {
        var prefix = "incumbent:{" + group + "}:";
        return new RedisKeys(prefix + "lease", prefix + "term", prefix + "notices");
    }
}
