package io.incumbent.observe;

import java.time.Instant;

/** One instance as the database knows it, by the database's clock. A stale one is never counted as leader. */
public record InstanceEntry(
        String instance,
        String hostname,
        String version,
        Instant startedAt,
        Instant lastHeartbeat,
        boolean leader,
        boolean stale,
        double secondsSinceHeartbeat) {}
