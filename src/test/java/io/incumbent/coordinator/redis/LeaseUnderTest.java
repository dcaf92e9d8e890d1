package io.incumbent.coordinator.redis;

import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import java.time.Duration;
import java.util.Optional;

/** A lease, real or faked, with a handle on what else can become of it. */
public interface LeaseUnderTest {

    LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record);

    void release(Bid bid);

    Duration ttl();

    /** Lets the ttl pass. */
    void expire();

    /** As after a restart without persistence. */
    void loseKeys();
}
