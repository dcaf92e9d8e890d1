package io.incumbent.coordinator.redis;

/**
 * The names of one group's keys and channel in Redis.
 *
 * @param lease key of the lease; its value is {@code bid database ttl stamp} of the newest grant
 * @param term hash of the highest term known: {@code term, bid, hostname, since, database} and their {@code check}, and
 *     {@code left}, the last released bid
 * @param releases channel of the release notifications
 */
public record RedisKeys(String lease, String term, String releases) {

    public static RedisKeys of(String group) {
        var prefix = "incumbent:{" + group + "}:";
        return new RedisKeys(prefix + "lease", prefix + "term", prefix + "notices");
    }
}
