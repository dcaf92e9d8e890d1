package io.incumbent.database.connection;

import io.incumbent.database.connection.PoolConverters.PoolSize;
import io.incumbent.database.connection.PoolConverters.PoolTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * The configuration of the pool for traffic: fenced work and queries. The election has connections of its own. The
 * number of connections that all instances need together is explained in docs/database.md, "Sizing the pools".
 */
@ConfigMapping(prefix = "incumbent.pool")
public interface PoolConfig {

    /** Maximum number of connections for traffic. More: more work in parallel, and more of the server's connections. */
    @WithDefault("20")
    @WithConverter(PoolSize.class)
    int maxSize();

    /** Connections opened at the start. More: the first requests wait for none. Never above max-size. */
    @WithDefault("2")
    @WithConverter(PoolSize.class)
    int initialSize();

    /** Longest wait for a free connection. Longer: survives bursts. Shorter: callers without a connection fail sooner. */
    @WithDefault("10s")
    @WithConverter(PoolTime.class)
    Duration acquisitionTimeout();

    /** A connection idle for longer is checked before use. Shorter: more checks. Longer: more requests get a dead one. */
    @WithDefault("1s")
    @WithConverter(PoolTime.class)
    Duration foregroundValidationInterval();

    /** Time between two checks of the idle connections. Shorter: dead ones are found sooner. Each costs a statement. */
    @WithDefault("2m")
    @WithConverter(PoolTime.class)
    Duration backgroundValidationInterval();

    /** A connection idle for longer is closed. Shorter: returns them sooner to the server. Longer: opens fewer. */
    @WithDefault("5m")
    @WithConverter(PoolTime.class)
    Duration idleRemovalInterval();

    /** A connection older than this is replaced after its use. Shorter: follows a moved server sooner, opens more. */
    @WithDefault("30m")
    @WithConverter(PoolTime.class)
    Duration maxLifetime();

    /** A connection in use for longer is reported as a leak. Longer than the longest statement and transaction. */
    @WithDefault("30s")
    @WithConverter(PoolTime.class)
    Duration leakDetectionInterval();

    /** The server ends a statement that takes longer. Longer: allows more. Shorter: frees a stuck connection sooner. */
    @WithDefault("8s")
    @WithConverter(PoolTime.class)
    Duration statementTimeout();

    /**
     * The server ends a transaction that is idle for longer, as that of a paused process. Shorter: frees its locks
     * sooner.
     */
    @WithDefault("5s")
    @WithConverter(PoolTime.class)
    Duration idleInTransactionTimeout();
}
