package io.incumbent.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Questions about history and instances. */
@ConfigMapping(prefix = "incumbent.observe")
public interface QueryConfig {

    /** Time limit of one question to PostgreSQL. */
    @WithDefault("2s")
    Duration timeout();

    /** How long PostgreSQL is not asked after half of ten questions failed. Shorter: noticed sooner that it is back. */
    @WithDefault("5s")
    Duration breakerDelay();
}
