package io.incumbent.coordinator;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import org.jboss.logging.Logger.Level;

/** Logging of what matters most. */
@ConfigMapping(prefix = "incumbent.log")
public interface LeadershipLogConfig {

    /** Level for gaining and losing leadership. Unset: gained at ERROR, lost at FATAL, so that both reach who is on call. */
    Optional<Level> leadershipLevel();
}
