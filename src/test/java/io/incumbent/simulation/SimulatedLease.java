package io.incumbent.simulation;

import io.incumbent.coordinator.stores.LeaseStore;
import io.incumbent.election.Bid;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaderRecord;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.LeaseHolder;
import io.incumbent.election.ReadAnswer;
import java.time.Duration;
import java.util.Optional;

/** What one instance asks of the simulated Redis, with its own ttl. */
record SimulatedLease(Simulation simulation, SimulatedInstance self) implements LeaseStore {

    @Override
    public LeaseAnswer acquire(Bid bid, Optional<LeaderRecord> record, Optional<GrantStamp> observed, Duration atMost) {
        return simulation.stores().acquire(bid, record, observed, ttl());
    }

    @Override
    public boolean release(Bid bid, Duration atMost) {
        boolean freed = simulation.stores().releaseLease(self, bid);
        simulation.checker().released(self, bid);
        return freed;
    }

    @Override
    public ReadAnswer read(Duration atMost) {
        return simulation.stores().lease().read(ttl());
    }

    @Override
    public Optional<LeaseHolder> holder(Duration atMost) {
        return simulation.stores().lease().found();
    }

    private Duration ttl() {
        return self.timing().ttl();
    }
}
