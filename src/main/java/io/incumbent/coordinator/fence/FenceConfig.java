package io.incumbent.coordinator.fence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The configuration of the fence. */
@ConfigMapping(prefix = "incumbent.fence")
public interface FenceConfig {

    /**
     * Time limit of one fenced transaction, enforced by the server. A successor waits at most this long for it.
     * Longer: allows longer work. Longer than {@code ttl - heartbeat}: a slower takeover from a paused leader, and a warning.
     */
    @WithDefault("2s")
    Duration limit();
}
