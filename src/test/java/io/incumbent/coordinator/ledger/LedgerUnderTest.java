package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.time.Duration;

/** A ledger, real or faked, with a handle on its time. */
public interface LedgerUnderTest {

    TermAnswer claim(Bid bid, Term highest);

    TermAnswer renew(Bid bid, Term term);

    void release(Bid bid);

    VerifyAnswer readBack();

    Duration ttl();

    /** Lets so much time pass for the leadership. */
    void pass(Duration time);
}
