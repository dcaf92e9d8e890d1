package io.incumbent.coordinator.fence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Work that must not run under an old term. */
@ConfigMapping(prefix = "incumbent.fence")
public interface FenceConfig {

    /**
     * The longest that one fenced transaction may take; the server ends it then. A successor waits for it at most this
     * long, so: longer allows longer work, shorter a faster takeover from a paused leader.
     */
    @WithDefault("2s")
    Duration limit();
}
