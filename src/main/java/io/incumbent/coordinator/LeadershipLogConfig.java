package io.incumbent.coordinator;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import org.jboss.logging.Logger.Level;

/** The configuration of the log of gained and lost leadership. */
@ConfigMapping(prefix = "incumbent.log")
public interface LeadershipLogConfig {

    /**
     * Level for gaining and losing leadership. Unset: gained at ERROR, lost at FATAL, so that both reach the person on
     * call.
     */
    Optional<Level> leadershipLevel();
}
