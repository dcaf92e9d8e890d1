package io.incumbent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.TermAnswer.Granted;
import io.incumbent.election.TermAnswer.Refused;
import io.incumbent.election.VerifyAnswer.Seen;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What every ledger keeps to: the one in PostgreSQL, and the fake that the simulation believes in. */
public interface LedgerContract {

    Bid OURS = new Bid("ours", 1);
    Bid OURS_AGAIN = new Bid("ours", 2);
    Bid THEIRS = new Bid("theirs", 1);
    Refused HELD_BY_NOBODY = new Refused(Optional.empty(), Duration.ZERO, Optional.empty());

    /** A ledger in which nobody ever held the leadership. */
    LedgerUnderTest ledger();

    @Test
    default void theFirstTermIsOneAndItsHolderIsReadBack() {
        var ledger = ledger();
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.empty()));

        var record = win(ledger, OURS, 0);

        assertThat(record.bid()).isEqualTo(OURS);
        assertThat(record.term()).isEqualTo(new Term(1));
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(record)));
    }

    @Test
    default void aHeldLeadershipIsRefusedToOthersWithItsHolderAndTheTimeThatIsLeft() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl().dividedBy(2));

        assertThat(ledger.claim(THEIRS, Term.NONE)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.holder()).contains(record);
            assertThat(refused.left())
                    .isPositive()
                    .isLessThanOrEqualTo(ledger.ttl().dividedBy(2));
        });
        assertThat(ledger.renew(THEIRS, record.term()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.holder()).contains(record));
    }

    @Test
    default void aClaimAskedTwiceIsGrantedTheSameLeadershipForAnotherTtl() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl().dividedBy(2));

        assertThat(win(ledger, OURS, 0)).isEqualTo(record);

        ledger.pass(ledger.ttl().dividedBy(2));
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(record)));
    }

    @Test
    default void aClaimAskedTwiceIsGrantedTheSameTermAlsoAfterItExpiredUnclaimed() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl().multipliedBy(2));

        assertThat(win(ledger, OURS, 40)).isEqualTo(record);
    }

    @Test
    default void aNewBidOfTheHolderIsAnother() {
        var ledger = ledger();
        win(ledger, OURS, 0);

        assertThat(ledger.claim(OURS_AGAIN, Term.NONE)).isInstanceOf(Refused.class);
    }

    @Test
    default void aReleasedLeadershipIsFreeAtOnceUnderTheNextTerm() {
        var ledger = ledger();
        win(ledger, OURS, 0);

        ledger.release(OURS);

        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.empty()));
        assertThat(win(ledger, THEIRS, 0).term()).isEqualTo(new Term(2));
    }

    @Test
    default void anExpiredLeadershipIsHeldByNobodyAndFollowedByTheNextTerm() {
        var ledger = ledger();
        win(ledger, OURS, 0);

        ledger.pass(ledger.ttl());

        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.empty()));
        assertThat(win(ledger, THEIRS, 0).term()).isEqualTo(new Term(2));
    }

    @Test
    default void aNewTermIsOneAboveTheOwnAndTheCopy() {
        var ledger = ledger();
        assertThat(win(ledger, OURS, 41).term()).isEqualTo(new Term(42));
        ledger.release(OURS);

        assertThat(win(ledger, THEIRS, 5).term()).isEqualTo(new Term(43));
        ledger.release(THEIRS);

        assertThat(win(ledger, OURS_AGAIN, 43).term()).isEqualTo(new Term(44));
    }

    @Test
    default void aRenewalLastsAWholeTtl() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl().dividedBy(2));

        assertThat(ledger.renew(OURS, record.term())).isEqualTo(new Granted(record));

        ledger.pass(ledger.ttl().minus(Duration.ofSeconds(1)));
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(record)));
    }

    @Test
    default void theSameTermIsRenewedAlsoAfterItExpiredUnclaimed() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl().multipliedBy(100));

        assertThat(ledger.renew(OURS, record.term())).isEqualTo(new Granted(record));
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(record)));
    }

    @Test
    default void aRenewalAfterASuccessorClaimedIsRefusedAndNamesIt() {
        var ledger = ledger();
        var old = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl());
        var successor = win(ledger, THEIRS, 0);

        assertThat(ledger.renew(OURS, old.term()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.holder()).contains(successor));
        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(successor)));
    }

    @Test
    default void aRenewalOfAnotherTermOrOfNothingIsRefused() {
        var ledger = ledger();
        assertThat(ledger.renew(OURS, new Term(1))).isEqualTo(HELD_BY_NOBODY);
        var record = win(ledger, OURS, 0);

        assertThat(ledger.renew(OURS, new Term(2)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.holder()).contains(record));
    }

    @Test
    default void whatIsRefusedWithNobodyLeadingNamesNobody() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.pass(ledger.ttl());

        assertThat(ledger.renew(THEIRS, record.term())).isEqualTo(HELD_BY_NOBODY);
        ledger.release(OURS);
        assertThat(ledger.renew(OURS, record.term())).isEqualTo(HELD_BY_NOBODY);
    }

    @Test
    default void aBidThatWasGivenBackIsNotGrantedAgain() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        ledger.release(OURS);

        assertThat(ledger.claim(OURS, Term.NONE)).isEqualTo(HELD_BY_NOBODY);
        assertThat(ledger.renew(OURS, record.term())).isEqualTo(HELD_BY_NOBODY);
    }

    @Test
    default void aClaimOvertakenByItsOwnReleaseTakesNothingAndTheNextBidDoes() {
        var ledger = ledger();
        ledger.release(OURS);

        assertThat(ledger.claim(OURS, Term.NONE)).isEqualTo(HELD_BY_NOBODY);
        assertThat(win(ledger, OURS_AGAIN, 0).term()).isEqualTo(new Term(1));
    }

    @Test
    default void aClaimOvertakenByTheReleaseOfALaterBidTakesNothing() {
        var ledger = ledger();
        ledger.release(OURS_AGAIN);

        assertThat(ledger.claim(OURS, Term.NONE)).isEqualTo(HELD_BY_NOBODY);
        assertThat(win(ledger, THEIRS, 0).term()).isEqualTo(new Term(1));
    }

    @Test
    default void aReleaseNamesItsBidAndTouchesNoOther() {
        var ledger = ledger();
        win(ledger, OURS, 0);
        ledger.pass(ledger.ttl());
        var successor = win(ledger, THEIRS, 0);

        ledger.release(OURS);

        assertThat(ledger.readBack()).isEqualTo(new Seen(Optional.of(successor)));
    }

    @Test
    default void aTermThatLastsTooLongIsTakenOverByWhomeverSawItsNewestGrant() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        var old = refused(ledger, THEIRS).held();
        ledger.renew(OURS, record.term());
        ledger.pass(Duration.ofHours(-1));
        var refused = refused(ledger, THEIRS);
        assertThat(refused.impossible()).isTrue();

        assertThat(ledger.claim(THEIRS, Term.NONE, old)).isInstanceOf(Refused.class);
        assertThat(ledger.claim(THEIRS, Term.NONE, refused.held()))
                .isInstanceOfSatisfying(
                        Granted.class,
                        granted -> assertThat(granted.record().term()).isEqualTo(new Term(2)));

        assertThat(ledger.renew(OURS, record.term())).isInstanceOf(Refused.class);
    }

    @Test
    default void aTermThatEndsInTimeIsNotTakenOver() {
        var ledger = ledger();
        win(ledger, OURS, 0);
        var refused = refused(ledger, THEIRS);

        assertThat(refused.impossible()).isFalse();
        assertThat(ledger.claim(THEIRS, Term.NONE, refused.held())).isInstanceOf(Refused.class);
    }

    @Test
    default void eachGrantHasAnotherStampAndSaysItsTtl() {
        var ledger = ledger();
        var record = win(ledger, OURS, 0);
        var one = refused(ledger, THEIRS).held();
        ledger.renew(OURS, record.term());
        var two = refused(ledger, THEIRS).held();

        assertThat(one).isPresent().isNotEqualTo(two);
        assertThat(two).hasValueSatisfying(it -> assertThat(it.ttl()).isEqualTo(ledger.ttl()));
        assertThat(ledger.read()).isEqualTo(new ReadAnswer.Read(two));
        ledger.release(OURS);
        assertThat(ledger.read()).isEqualTo(new ReadAnswer.Read(Optional.empty()));
    }

    private static Refused refused(LedgerUnderTest ledger, Bid bid) {
        return assertThat(ledger.claim(bid, Term.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .actual();
    }

    private static LeaderRecord win(LedgerUnderTest ledger, Bid bid, long highest) {
        TermAnswer answer = ledger.claim(bid, new Term(highest));
        return assertThat(answer)
                .asInstanceOf(InstanceOfAssertFactories.type(Granted.class))
                .actual()
                .record();
    }
}
