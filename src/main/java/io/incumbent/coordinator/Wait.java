package io.incumbent.coordinator;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What keeps this instance from taking part in the election or from leading, if it is not just another leader.
 *
 * @param left until it goes on by itself; empty if that depends on something else
 */
record Wait(Code code, String detail, Optional<Duration> left) {

    /** In lower case the word in the API. */
    enum Code {
        /** The database is not ready. */
        DATABASE,
        /** This instance registers its id in PostgreSQL. */
        REGISTRATION,
        /** Holds the term, and its trust has run out. */
        RENEWAL,
        REDIS_UNREACHABLE,
        DATABASE_UNREACHABLE,
        /** PostgreSQL answers, and gives no fresh connection to read a claim back. */
        READ_BACK_UNREACHABLE,
        /** It was given terms that it could not verify. */
        CANDIDACY,
        /** A service with another database uses the same group in the same Redis. */
        OTHER_DATABASE,
        /** A store's record lasts longer than its ttl, or another program wrote it. */
        IMPOSSIBLE_RECORD,
        /** Another bid holds the lease, and has no term yet. */
        LEASE,
        /** Another bid holds the term, and not the lease. */
        TERM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
