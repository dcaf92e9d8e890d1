package io.incumbent.simulation;

/** What must have happened somewhere in all the seeds, or the simulation would prove nothing. */
enum CoverageCounts {
    ELECTION(60_000),
    ELECTION_AFTER_CRASH(15_000),
    LEADER_PAUSED_BEYOND_TTL(5_000),
    LEASE_RENEWAL_REFUSED(10_000),
    TERM_RENEWAL_REFUSED(3_000),
    CLAIM_REFUSED(50_000),
    WAITED_FOR_PREDECESSOR(5_000),
    LED_ON_AFTER_OUTAGE(5_000),
    RODE_THROUGH_ON_THE_TERM_ALONE(20_000),
    LATE_YES_GIVEN_BACK(3_000),
    KEYS_LOST_WHILE_LEADING(5_000),
    COMMITS_LOST_WHILE_LEADING(5_000),
    CLAIM_LOST_RIGHT_AFTER_IT(1_000),
    STORE_CLOCK_JUMPED_WHILE_LEADING(4_000),
    CLOCK_WRAPPED_WHILE_LEADING(20_000),
    SPLIT_BRAIN_LEFT(1_500),
    CONTRADICTED_LEFT(300),
    SUPERSEDED_LEFT(4_000),
    FENCED_COMMIT(500_000),
    FENCED_WRITE_REFUSED(3_000),
    FENCED_WRITE_CUT_OFF(20_000),
    CLAIM_WAITED_FOR_FENCED_WORK(3_000),
    RELEASED_BID_STAYED_RELEASED(5_000),
    TAKEOVER_AFTER_CRASH_MEASURED(2_500),
    TAKEOVER_AFTER_STEP_DOWN_MEASURED(2_500),
    TAKEOVER_AFTER_CUT_OFF_MEASURED(2_500);

    private final int least;

    CoverageCounts(int least) {
        this.least = least;
    }

    /** About half of what was counted in 20,000 seeds when this was written. */
    int least() {
        return least;
    }
}
