package io.incumbent.observe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every instance of the group that the database knows. */
public interface Instances {

    /**
     * All known instances.
     *
     * @param staleAfter the silence that makes an instance stale; if empty, what each instance declared for itself
     * @throws LedgerUnavailable if the database does not answer
     */
    List<InstanceEntry> all(Optional<Duration> staleAfter);
}
