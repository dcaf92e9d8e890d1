package io.incumbent.observe;

import java.time.Instant;

/**
 * One known instance.
 *
 * @param leader true if it holds the term and is not stale
 * @param stale true if it has been silent for longer than it may be
 */
public record InstanceEntry(
        String instance,
        String hostname,
        String version,
        Instant startedAt,
        Instant lastHeartbeat,
        boolean leader,
        boolean stale,
        double secondsSinceHeartbeat) {}
