package io.incumbent.simulation;

import io.incumbent.coordinator.redis.LeaseContract;
import io.incumbent.coordinator.redis.LeaseUnderTest;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.time.TestTicker;
import java.time.Duration;
import java.util.Optional;

class FakeLeaseTest implements LeaseContract {

    private static final Duration TTL = Duration.ofSeconds(10);

    @Override
    public LeaseUnderTest lease() {
        var ticker = new TestTicker();
        var lease = new FakeLease(ticker, PlantedBug.FAITHFUL);
        return new LeaseUnderTest() {
            @Override
            public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed) {
                return lease.acquire(bid, record, observed, TTL);
            }

            @Override
            public ReadAnswer read() {
                return lease.read(TTL);
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
            public void loseExpiry() {
                lease.loseExpiry();
            }

            @Override
            public void setForeign() {
                lease.setForeign();
            }

            @Override
            public void loseKeys() {
                lease.loseKeys();
            }
        };
    }
}
