package io.incumbent.simulation;

/** A promise was broken in a simulated world. */
final class InvariantViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The promises that the world watches. */
    enum Promise {
        P1_ONE_BELIEVER,
        P2_FENCE,
        P3_TERMS_GROW,
        P6_SOMEBODY_LEADS,
        P6_NO_LOOP_IS_HOT,
        VERIFIED_BEFORE_TRUSTED,
        CONTRADICTED_LEAVES,
        RELEASE_NAMES_OWN_BID,
        RELEASE_ALWAYS_HAPPENS
    }

    private final transient Promise promise;

    InvariantViolation(Promise promise, String what) {
        super(promise + ": " + what);
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }
}
