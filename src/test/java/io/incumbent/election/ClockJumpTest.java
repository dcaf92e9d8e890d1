package io.incumbent.election;

import static io.incumbent.election.SampleRoles.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Command.AcquireLease;
import io.incumbent.election.Command.RenewTerm;
import io.incumbent.election.Event.ClockJumped;
import io.incumbent.election.Event.Tick;
import io.incumbent.election.Role.Leader;
import org.junit.jupiter.api.Test;

/** A jump of the wall clock may be the only sign that this machine was stopped for longer than its clock knows. */
class ClockJumpTest {

    private static final long JUMP = after("4s");

    private final Leader jumped =
            (Leader) ELECTION.next(LEADER, new ClockJumped(), JUMP).role();

    @Test
    void aLeaderIsUnverifiedFromTheJumpOnAndRenewsAtOnce() {
        assertThat(jumped.verifiedRecord(JUMP)).isEmpty();
        assertThat(ELECTION.next(jumped, new Tick(), JUMP).commands())
                .hasExactlyElementsOfTypes(AcquireLease.class, RenewTerm.class);
    }

    @Test
    void itsNextGrantedRenewalOfBothStoresMakesItTheVerifiedLeaderUnderTheSameTerm() {
        var lease =
                ELECTION.next(jumped, leaseYes(OURS, JUMP, 7), after("4.1s")).role();
        assertThat(lease.verifiedRecord(after("4.1s"))).isEmpty();

        var both = ELECTION.next(lease, termYes(OURS, JUMP), after("4.2s")).role();

        assertThat(both.verifiedRecord(after("4.2s"))).contains(RECORD);
    }

    @Test
    void whatWasAskedBeforeTheJumpGrantsNothing() {
        var lease = ELECTION.next(jumped, leaseYes(OURS, JUMP - 1, 7), JUMP).role();

        var both = ELECTION.next(lease, termYes(OURS, JUMP - 1), JUMP).role();

        assertThat(both.verifiedRecord(JUMP)).isEmpty();
    }
}
