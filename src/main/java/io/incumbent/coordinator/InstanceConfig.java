package io.incumbent.coordinator;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The configuration of this instance's identity. */
@ConfigMapping(prefix = "incumbent.instance")
public interface InstanceConfig {

    /** First part of this instance's id, to which 8 random hex digits are added at every start. Unset: the hostname. */
    Optional<String> name();
}
