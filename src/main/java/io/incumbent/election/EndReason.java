package io.incumbent.election;

import java.util.Locale;

/** The reason why a leadership ended. */
public enum EndReason {
    /** An operator, or the application, asked the leader to step down. */
    STEPPED_DOWN,
    /** The leader's process was asked to stop. */
    SHUTDOWN,
    /** The term expired without renewal; written by the successor. */
    EXPIRED,
    /** Another instance holds a higher term. */
    SUPERSEDED,
    /** The two stores named different holders. */
    SPLIT_BRAIN,
    /**
     * The term was given, but it could not be stored beside the lease or read back, so no instance ever acted under it.
     */
    UNVERIFIED;

    /** Its text in the ledger. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
