package io.incumbent.simulation;

/** The product as it is, or with one bug planted around it. The bugs live in the simulated shell and stores only. */
enum PlantedBug {
    FAITHFUL,
    /** The shell reports the moment of the answer as the moment of the question. */
    TRUST_COUNTED_FROM_THE_ANSWER,
    /** Holders trust the whole ttl although clock rates differ. */
    NO_MARGIN,
    /** A fenced transaction checks the term but takes no lock. */
    NO_FENCE,
    /** The shell releases only while the role still leads, which is never. */
    RELEASE_GUARDED_BY_A_FLAG,
    /** A claim ignores the copy of the highest term that Redis keeps. */
    TERM_FROM_POSTGRESQL_ALONE,
    /** Trust is asked for by {@code now < deadline}. */
    NAIVE_DEADLINE,
    /** The lease's value is the instance instead of the bid. */
    LEASE_VALUE_NOT_UNIQUE,
    /** A renewal that was overtaken by its own release brings the lease back. */
    RENEWAL_RETAKES_AFTER_RELEASE,
    /** The term is not read back; the claim's yes is believed. */
    VERIFICATION_LEFT_OUT,
    /** A record is taken over after the observer's own ttl, not the holder's. */
    OBSERVED_FOR_THE_OWN_TTL,
    /** Waits for half of the holder's ttl, which is less than the holder's trust. */
    OBSERVED_TOO_SHORTLY,
    /** A sighting begins when the question is asked. */
    OBSERVED_FROM_THE_QUESTION,
    /** The same bid counts as the same grant, whatever its stamp. */
    OBSERVED_BY_VALUE,
    /** The store takes over whatever is there by then. */
    OBSERVED_WITHOUT_COMPARISON,
    /** What was observed in Redis excuses PostgreSQL, too. */
    OBSERVED_IN_REDIS_ALONE,
    /** Past its trust a leader renews in a store that does not answer. */
    RENEWS_PAST_TRUST,
    /** Whatever stands as the copy of the term is believed. */
    COPY_WITHOUT_CHECK,
    /** A store of the term overwrites a higher one. */
    COPY_ALWAYS_OVERWRITTEN,
    /** The clock of an instance stands still while its machine sleeps. */
    CLOCK_STANDS_STILL_ASLEEP,
    /** The jump of the wall clock after a stop that no clock counted is not noticed. */
    JUMP_NOT_NOTICED
}
