/**
 * How is the lease kept in Redis?
 *
 * <p>{@link io.incumbent.coordinator.redis.RedisLease}: a key that expires by itself, a hash with the highest term
 * known, and one Lua script for each change, so a renewal is one command. Its keys share a hash tag, so a Cluster keeps
 * them together; Sentinel and Cluster need no more than Quarkus' own keys. What stands in them is not believed blindly: the
 * lease names the database of its service, the copy of the term carries a check, and what another program wrote is told
 * apart ({@link io.incumbent.coordinator.redis.RedisRecordLog} says so). Release and release notification are one
 * script, so there is never the second without the first. A renewal sends an empty notification along: a subscriber that
 * receives nothing for longer than a renewal takes has lost its connection and makes a new one.
 */
@NullMarked
package io.incumbent.coordinator.redis;

import org.jspecify.annotations.NullMarked;
