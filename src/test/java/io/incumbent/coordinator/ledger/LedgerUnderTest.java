package io.incumbent.coordinator.ledger;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.time.Duration;
import java.util.Optional;

/** A ledger, real or faked, with a handle on its time. */
public interface LedgerUnderTest {

    TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed);

    default TermAnswer claim(Bid bid, Term highest) {
        return claim(bid, highest, Optional.empty());
    }

    ReadAnswer read();

    TermAnswer renew(Bid bid, Term term);

    void release(Bid bid);

    VerifyAnswer readBack();

    Duration ttl();

    /** Lets so much time pass for the leadership; less than none as when the database's clock steps back. */
    void pass(Duration time);
}
