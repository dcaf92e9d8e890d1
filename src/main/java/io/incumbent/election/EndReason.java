package io.incumbent.election;

import java.util.Locale;

/** Why a leadership ended. */
public enum EndReason {
    /** An operator, or the application, asked the leader to give the office up. */
    STEPPED_DOWN,
    /** The leader's process was told to stop. */
    SHUTDOWN,
    /** Nobody renewed it; written by the successor. */
    EXPIRED,
    /** Another holds a higher term. */
    SUPERSEDED,
    /** The two stores named different holders. */
    SPLIT_BRAIN,
    /** The term was given, but it could not be stored beside the lease or read back, so nobody ever acted under it. */
    UNVERIFIED;

    /** As it stands in the ledger. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
