package io.incumbent.simulation;

import io.incumbent.coordinator.stores.RegistrationAnswer;
import io.incumbent.coordinator.stores.TermStore;
import io.incumbent.election.Bid;
import io.incumbent.election.EndReason;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Term;
import io.incumbent.election.TermAnswer;
import io.incumbent.election.VerifyAnswer;
import java.util.Optional;

/** What one instance asks of the simulated PostgreSQL, with its own ttl. */
record SimulatedTerms(Simulation simulation, SimulatedInstance self) implements TermStore {

    @Override
    public RegistrationAnswer registerInstance() {
        return simulation.stores().register(self);
    }

    /** A connection, which the network may refuse. */
    @Override
    public void prepareReadBack(Bid bid) {}

    @Override
    public TermAnswer claim(Bid bid, Term highest, Optional<GrantStamp> observed) {
        return simulation
                .stores()
                .claim(
                        bid,
                        highest,
                        self.bugs().observed(observed),
                        self.timing().ttl());
    }

    @Override
    public TermAnswer renew(Bid bid, Term term) {
        return simulation.stores().renew(bid, term, self.timing().ttl());
    }

    @Override
    public ReadAnswer read() {
        return simulation.stores().ledger().read();
    }

    @Override
    public void release(Bid bid, EndReason reason) {
        simulation.stores().releaseTerm(self, bid);
    }

    @Override
    public VerifyAnswer verify(Bid bid) {
        return simulation.parameters().bug() == PlantedBug.VERIFICATION_LEFT_OUT
                ? simulation.checker().claimed(self)
                : simulation.stores().readBack();
    }

    @Override
    public VerifyAnswer readBack() {
        return simulation.stores().readBack();
    }

    /** Only people read it. */
    @Override
    public void instanceLeaves() {}

    @Override
    public void writeLastHeartbeat() {}
}
