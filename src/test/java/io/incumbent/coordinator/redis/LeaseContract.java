package io.incumbent.coordinator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseAnswer.Granted;
import io.incumbent.election.LeaseAnswer.Refused;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What every lease keeps to: the one in Redis, and the fake that the simulation believes in. */
public interface LeaseContract {

    Bid OURS = new Bid("ours-00000001", 1);
    Bid OURS_AGAIN = new Bid("ours-00000001", 2);
    Bid THEIRS = new Bid("theirs-00000002", 1);
    Optional<LeaderRecord> BIDDING = Optional.empty();

    /** A lease that nobody ever held. */
    LeaseUnderTest lease();

    static Optional<LeaderRecord> record(Bid bid, long term) {
        return Optional.of(new LeaderRecord(bid, new Term(term), bid.instance(), Instant.ofEpochSecond(1_000 + term)));
    }

    @Test
    default void aFreeLeaseIsGrantedAndNoTermIsKnown() {
        assertThat(lease().acquire(OURS, BIDDING)).isEqualTo(new Granted(Term.NONE));
    }

    @Test
    default void aHeldLeaseIsRefusedToOthersWithItsHolderAndWhatIsLeft() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);

        var refused = refused(lease, THEIRS, BIDDING);

        assertThat(refused.holder()).isEqualTo(new LeaseHolder(OURS, Optional.empty()));
        assertThat(refused.left()).isPositive().isLessThanOrEqualTo(lease.ttl());
    }

    @Test
    default void aRefusalNamesTheLeadershipOfAHolderThatStoredOne() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);
        assertThat(lease.acquire(OURS, record(OURS, 7))).isEqualTo(new Granted(new Term(7)));

        var refused = refused(lease, THEIRS, BIDDING);

        assertThat(refused.holder()).isEqualTo(new LeaseHolder(OURS, record(OURS, 7)));
        assertThat(refused.highest()).isEqualTo(new Term(7));
    }

    @Test
    default void aBidderIsNeverNamedWithTheLeadershipOfItsPredecessor() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));
        lease.expire();
        assertThat(lease.acquire(THEIRS, BIDDING)).isEqualTo(new Granted(new Term(7)));

        var refused = refused(lease, OURS, record(OURS, 7));

        assertThat(refused.holder()).isEqualTo(new LeaseHolder(THEIRS, Optional.empty()));
        assertThat(refused.highest()).isEqualTo(new Term(7));
    }

    @Test
    default void theSameBidAskedTwiceIsGrantedTwice() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);

        assertThat(lease.acquire(OURS, BIDDING)).isInstanceOf(Granted.class);
    }

    @Test
    default void aNewBidOfTheSameInstanceIsAnother() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);

        assertThat(lease.acquire(OURS_AGAIN, BIDDING)).isInstanceOf(Refused.class);
    }

    @Test
    default void withoutRenewalItEndsByItself() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);

        lease.expire();

        assertThat(lease.acquire(THEIRS, BIDDING)).isInstanceOf(Granted.class);
    }

    @Test
    default void aReleasedLeaseIsFreeAndTheHighestTermIsRemembered() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));

        lease.release(OURS);

        assertThat(lease.acquire(THEIRS, BIDDING)).isEqualTo(new Granted(new Term(7)));
    }

    @Test
    default void releasingALostLeaseLeavesTheNewOneAlone() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);
        lease.expire();
        lease.acquire(THEIRS, BIDDING);

        lease.release(OURS);

        assertThat(lease.acquire(OURS_AGAIN, BIDDING)).isInstanceOf(Refused.class);
    }

    @Test
    default void aRenewalOvertakenByItsOwnReleaseDoesNotBringTheLeaseBack() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));
        lease.release(OURS);

        assertThat(lease.acquire(OURS, record(OURS, 7))).isInstanceOf(Refused.class);

        assertThat(lease.acquire(THEIRS, BIDDING)).isInstanceOf(Granted.class);
    }

    @Test
    default void aBidOvertakenByItsOwnReleaseTakesNothing() {
        var lease = lease();
        lease.release(OURS);

        assertThat(lease.acquire(OURS, BIDDING)).isInstanceOf(Refused.class);
    }

    @Test
    default void anOldTermIsRefusedAlthoughNobodyHoldsTheLease() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));
        lease.expire();
        lease.acquire(THEIRS, record(THEIRS, 8));
        lease.expire();

        assertThat(refused(lease, OURS, record(OURS, 7)).highest()).isEqualTo(new Term(8));
    }

    @Test
    default void aLeaseThatExpiredOrWasLostIsTakenAgainUnderTheSameTerm() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));

        lease.expire();
        assertThat(lease.acquire(OURS, record(OURS, 7))).isEqualTo(new Granted(new Term(7)));
        lease.loseKeys();
        assertThat(lease.acquire(OURS, record(OURS, 7))).isEqualTo(new Granted(new Term(7)));

        assertThat(refused(lease, THEIRS, BIDDING).holder()).isEqualTo(new LeaseHolder(OURS, record(OURS, 7)));
    }

    @Test
    default void aRenewalLastsAWholeTtl() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));
        lease.acquire(OURS, record(OURS, 7));

        var most = refused(lease, THEIRS, BIDDING).left();

        assertThat(most).isGreaterThan(lease.ttl().dividedBy(2));
    }

    @Test
    default void aLeaseThatNeverEndsIsTakenOverByWhomeverSawItsNewestGrant() {
        var lease = lease();
        lease.acquire(OURS, record(OURS, 7));
        var old = refused(lease, THEIRS, BIDDING).held();
        lease.acquire(OURS, record(OURS, 7));
        lease.loseExpiry();
        var refused = refused(lease, THEIRS, BIDDING);
        assertThat(refused.impossible()).isTrue();
        assertThat(refused.left()).isEqualTo(LeaseAnswer.NEVER);

        assertThat(lease.acquire(THEIRS, BIDDING, old)).isInstanceOf(Refused.class);
        assertThat(lease.acquire(THEIRS, BIDDING, refused.held())).isEqualTo(new Granted(new Term(7)));

        assertThat(refused(lease, OURS, record(OURS, 7)).holder().bid()).isEqualTo(THEIRS);
    }

    @Test
    default void eachGrantHasAnotherStampAndSaysItsTtl() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);
        var one = refused(lease, THEIRS, BIDDING).held();
        lease.acquire(OURS, BIDDING);
        var two = refused(lease, THEIRS, BIDDING).held();

        assertThat(one).isPresent().isNotEqualTo(two);
        assertThat(two).hasValueSatisfying(it -> assertThat(it.ttl()).isEqualTo(lease.ttl()));
        assertThat(lease.read()).isEqualTo(new ReadAnswer.Read(two));
    }

    @Test
    default void aLeaseThatEndsInTimeIsNotTakenOver() {
        var lease = lease();
        lease.acquire(OURS, BIDDING);
        var held = refused(lease, THEIRS, BIDDING).held();

        assertThat(lease.acquire(THEIRS, BIDDING, held)).isInstanceOf(Refused.class);
        assertThat(refused(lease, THEIRS, BIDDING).impossible()).isFalse();
    }

    @Test
    default void whatAnotherProgramWroteIsTakenOverByItsValue() {
        var lease = lease();
        lease.setForeign();
        var refused = refused(lease, OURS, BIDDING);
        assertThat(refused.holder().origin()).isEqualTo(LeaseHolder.Origin.FOREIGN);
        assertThat(refused.held()).hasValueSatisfying(it -> assertThat(it.ttl()).isEqualTo(lease.ttl()));

        assertThat(lease.acquire(OURS, BIDDING)).isInstanceOf(Refused.class);
        assertThat(lease.acquire(OURS, BIDDING, refused.held())).isInstanceOf(Granted.class);
    }

    @Test
    default void aLeaseThatIsFreeIsReadAsHeldByNobody() {
        assertThat(lease().read()).isEqualTo(new ReadAnswer.Read(Optional.empty()));
    }

    private static Refused refused(LeaseUnderTest lease, Bid bid, Optional<LeaderRecord> record) {
        return assertThat(lease.acquire(bid, record))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .actual();
    }
}
