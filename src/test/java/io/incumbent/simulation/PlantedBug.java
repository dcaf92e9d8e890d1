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
    VERIFICATION_LEFT_OUT
}
