package io.incumbent.election;

import static io.incumbent.election.SampleRoles.TIMING;
import static io.incumbent.election.SampleRoles.timing;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Timing.RedisOutage;
import io.incumbent.time.Deadline;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrustTest {

    private static final long ASKED_AT = -5_000; // a monotonic clock may be below zero
    private static final long EARLIER = ASKED_AT - 1_000;

    private final Trust trust = new Trust(TIMING);

    @Test
    void itCountsFromTheQuestionAndEndsAMarginBeforeTheTtl() {
        assertThat(trust.granted(ASKED_AT)).isEqualTo(Deadline.in(TIMING.ttl().minus(TIMING.margin()), ASKED_AT));
    }

    @Test
    void aRenewalExtendsItAndALateAnswerNeverShortensIt() {
        var granted = trust.granted(ASKED_AT);

        assertThat(trust.extended(trust.granted(EARLIER), ASKED_AT, Optional.empty()))
                .isEqualTo(granted);
        assertThat(trust.extended(granted, EARLIER, Optional.empty())).isEqualTo(granted);
    }

    @Test
    void whatWasAskedBeforeTheClockJumpedExtendsNothing() {
        var before = new Deadline(ASKED_AT);
        var jumpedAt = Optional.of(new Deadline(ASKED_AT));

        assertThat(trust.extended(before, EARLIER, jumpedAt)).isEqualTo(before);
        assertThat(trust.extended(before, ASKED_AT, jumpedAt)).isEqualTo(trust.granted(ASKED_AT));
    }

    @Test
    void bothStoresMustAllowIt() {
        var shorter = trust.granted(EARLIER);
        var longer = trust.granted(ASKED_AT);

        assertThat(trust.until(shorter, longer)).isEqualTo(shorter);
        assertThat(trust.until(longer, shorter)).isEqualTo(shorter);
    }

    @Test
    void ridingThroughAnOutageOfRedisTheTermAloneCounts() {
        var ridingThrough = new Trust(timing(RedisOutage.RIDE_THROUGH));
        var shorter = trust.granted(EARLIER);
        var longer = trust.granted(ASKED_AT);

        assertThat(ridingThrough.until(shorter, longer)).isEqualTo(longer);
        assertThat(ridingThrough.until(longer, shorter)).isEqualTo(shorter);
    }
}
