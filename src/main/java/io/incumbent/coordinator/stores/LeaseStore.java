package io.incumbent.coordinator.stores;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.ReadAnswer;
import java.time.Duration;
import java.util.Optional;

/**
 * The store of the lease. A refusal is an answer; no answer in time is a RuntimeException, and the call may have taken effect
 * all the same.
 */
public interface LeaseStore {

    /**
     * Acquires or renews the lease for ttl, and stores the term of {@code record} beside it.
     *
     * @param observed take the lease over if this is still its newest grant and its record is impossible
     */
    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed, Duration atMost);

    /**
     * Releases the lease if {@code bid} holds it.
     *
     * @return true if it did
     */
    boolean release(Bid bid, Duration atMost);

    /** Reads the newest grant of the lease. */
    ReadAnswer read(Duration atMost);

    /** Reads the holder of the lease. */
    Optional<LeaseHolder> holder(Duration atMost);
}
