package io.incumbent.simulation;

import io.incumbent.coordinator.redis.LeaseContract;
import io.incumbent.coordinator.redis.LeaseUnderTest;
import io.incumbent.election.Bid;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.util.Optional;

class FakeLeaseTest implements LeaseContract {

    private static final Duration TTL = Duration.ofSeconds(10);

    @Override
    public LeaseUnderTest lease() {
        var ticker = new TestTicker();
        var lease = new FakeLease(ticker, TTL, PlantedBug.FAITHFUL);
        return new LeaseUnderTest() {
            @Override
            public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record) {
                return lease.acquire(bid, record);
            }

            @Override
            public void release(Bid bid) {
                lease.release(bid);
            }

            @Override
            public Duration ttl() {
                return TTL;
            }

            @Override
            public void expire() {
                ticker.advance(TTL);
            }

            @Override
            public void loseKeys() {
                lease.loseKeys();
            }
        };
    }
}
