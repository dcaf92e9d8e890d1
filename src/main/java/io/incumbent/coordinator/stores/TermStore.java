package io.incumbent.coordinator.stores;

import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.util.Optional;

/**
 * The store of terms and instances. Every call has a time limit of its own. A refusal is an answer; no answer in time is a
 * RuntimeException, and the call may have taken effect all the same.
 */
public interface TermStore {

    /** Registers this instance under its present id, unless another process has it, and reads which database this is. */
    RegistrationAnswer registerInstance();

    /**
     * Opens the fresh connection on which {@link #verify} will read this bid's claim, unless it is open. Done
     * before the claim, so that nobody is given a term who could not read it back.
     */
    void prepareReadBack(Bid bid);

    /**
     * Claims a term above {@code highest} for this bid. A bid that holds a term is granted the same one again.
     *
     * @param observed take the term over if this is still its newest grant and its record is impossible
     */
    TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed);

    /** Renews the term for another ttl, also after it has expired, as long as no other was claimed. */
    TermAnswer renew(Bid bid, Term term);

    /** Reads the newest grant of the term. */
    ReadAnswer read();

    /** Releases the term that this bid holds, if any. A claim for this bid that arrives later is refused. */
    void release(Bid bid, EndReason reason);

    /** Reads the present leadership on the connection that was opened for this bid; on a fresh one if that is used up. */
    VerifyAnswer verify(Bid bid);

    /** Reads the present leadership on a fresh connection to the primary. */
    VerifyAnswer readBack();

    /** From now on what is written about this instance says that it leaves for good. */
    void instanceLeaves();

    /** Writes a heartbeat that must not be left out, since it is the last one. */
    void writeLastHeartbeat();
}
