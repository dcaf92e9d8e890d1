package io.incumbent.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The configuration of queries about leaderships, instances and signals. */
@ConfigMapping(prefix = "incumbent.observe")
public interface QueryConfig {

    /** Time limit of one query to PostgreSQL. */
    @WithDefault("2s")
    Duration timeout();

    /** How long no query is sent after half of ten have failed. Shorter: notices sooner that PostgreSQL answers. */
    @WithDefault("5s")
    Duration breakerDelay();
}
