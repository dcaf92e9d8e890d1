package io.incumbent.coordinator.redis;

import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import java.time.Duration;
import java.util.Optional;

/** A lease, real or faked, with a handle on what else can become of it. */
public interface LeaseUnderTest {

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed);

    default LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record) {
        return acquire(bid, record, Optional.empty());
    }

    ReadAnswer read();

    void release(Bid bid);

    Duration ttl();

    /** Lets the ttl pass. */
    void expire();

    /** From now on it never ends by itself. */
    void loseExpiry();

    /** Somebody writes the key by hand, and it never ends. */
    void setForeign();

    /** As after a restart without persistence. */
    void loseKeys();
}
